import type { DeclaredBuild, DeclaredContext } from '../../manifest/model/declared-build.ts';
import type { Stated } from '../../manifest/model/stated.ts';
import type { Written } from '../../manifest/model/written.ts';
import { type SecretMask, secretMask } from '../../trial/mask-secrets.ts';
import { looksLikeSecretArgument, withoutPasswords } from '../../vocabulary/credential-words.ts';

/** A build without its secrets. */
export interface BuildWithoutSecrets {
  readonly build: DeclaredBuild;
  /** What trials have in their place, a sentence; none where there is no secret. */
  readonly notes: readonly string[];
}

/**
 * A build with `***` in the place of secrets that stand in its manifest: values of names that are called like one (`TOKEN`), wherever
 * they were put, and passwords in URLs. Reports are shown to others, and records are kept. Secrets among the values of build arguments
 * that are called like one are told elsewhere.
 */
export function withoutSecrets(build: DeclaredBuild): BuildWithoutSecrets {
  const mask = secretMask(secretsOf(build));
  // A mask behind a user's name would still read as a password.
  const hide: Hide = (text) => withoutPasswords(mask.text(text)).replaceAll(':***@', '@');
  const hidden: DeclaredBuild = {
    ...build,
    image: build.image === undefined ? undefined : hideWritten(build.image, hide),
    onlyIf: build.onlyIf === null ? null : hide(build.onlyIf),
    context: { ...build.context, value: hideContext(build.context.value, hide) },
    dockerfile: hideStated(build.dockerfile, hide),
    workingDirectory: hideStated(build.workingDirectory, hide),
    target:
      build.target.value === null ? build.target : hideStated({ ...build.target, value: build.target.value }, hide),
    buildArguments: build.buildArguments.map((one) => ({ ...one, value: hideWritten(one.value, mask.text) })),
    flags: build.flags.map((flag) => hideFlag(flag, hide)),
    leftOut: build.leftOut.map((flag) => hideFlag(flag, hide)),
    environment: build.environment.map((one) =>
      one.value === undefined ? one : { ...one, value: hideWritten(one.value, hide) },
    ),
    names: build.names.map((one) => ({ ...one, value: hide(one.value) })),
    asked: build.asked.map((one) => ({ ...one, because: hide(one.because) })),
  };
  return { build: hidden, notes: isSame(build, hidden) ? [] : [NOTE] };
}

const NOTE = 'Secrets of the manifest are not shown. Trials have *** in their place.';

type Hide = SecretMask['text'];

/** What decides a trial, so that a note tells where it differs. */
function isSame(build: DeclaredBuild, hidden: DeclaredBuild): boolean {
  const told = ({ context, buildArguments, flags, environment }: DeclaredBuild): string =>
    JSON.stringify([context.value, buildArguments, flags, environment]);
  return told(build) === told(hidden);
}

function secretsOf({ names, environment, flags, leftOut }: DeclaredBuild): string[] {
  const resolved = [...names, ...environment.flatMap(({ value }) => value?.resolved ?? [])];
  const inFlags = [...flags, ...leftOut].flatMap(({ value }) => {
    const [, name = '', inner = ''] = /^([^=]+)=(.+)$/s.exec(value?.value ?? '') ?? [];
    return looksLikeSecretArgument(name, inner) ? [{ name, value: inner }] : [];
  });
  return [...resolved, ...inFlags].flatMap(({ name, value }) =>
    // Passwords in URLs are found where they stand, and the rest of the URL is told.
    looksLikeSecretArgument(name, withoutPasswords(value)) ? [value] : [],
  );
}

function hideWritten(written: Written, hide: Hide): Written {
  return {
    ...written,
    value: hide(written.value),
    resolved: written.resolved.map((one) => ({ ...one, value: hide(one.value) })),
  };
}

function hideStated(stated: Stated<string>, hide: Hide): Stated<string> {
  return { ...stated, value: hide(stated.value) };
}

function hideFlag(flag: DeclaredBuild['flags'][number], hide: Hide): DeclaredBuild['flags'][number] {
  return flag.value === null ? flag : { ...flag, value: hideWritten(flag.value, hide) };
}

function hideContext(context: DeclaredContext, hide: Hide): DeclaredContext {
  switch (context.kind) {
    case 'directory':
      return { ...context, path: hide(context.path), within: hide(context.within) };
    case 'not-known':
      return { ...context, written: hide(context.written) };
    default:
      return { ...context, location: hide(context.location) };
  }
}
