import type { DeclaredBuild } from '../../manifest/model/declared-build.ts';
import type { Origin, Stated } from '../../manifest/model/stated.ts';
import { RUNTIMES } from '../../manifest/security/runtimes.ts';
import { safeText } from '../../text/plain-text.ts';
import type { AuditedBuild } from '../audited-build.ts';
import { displayedContext } from './context-text.ts';

/** One thing that was understood of a build, or assumed. */
export interface BuildFact {
  /** `executor`, `Dockerfile`. */
  readonly name: string;
  /** Safe text. */
  readonly value: string;
  readonly from: Origin;
}

/** All that decides what a build needs, with where each comes from. */
export function buildFacts({ build, dockerfile, context }: AuditedBuild): BuildFact[] {
  const here = (local: Stated<string> | null, told: string): string =>
    local === null ? told : `${told} = ${safeText(local.value)}`;
  return [
    ...(build.image === undefined ? [] : [writtenFact('executor', build.image.value, build.image.place)]),
    ...(build.onlyIf === null ? [] : [writtenFact('only if', build.onlyIf, build.place)]),
    fact('context', { ...build.context, value: here(context, displayedContext(build.context.value)) }),
    ...(context === null || context.from.kind === 'written' ? [] : [fact('  on this machine', context)]),
    fact('files belong to', { ...build.owner, value: ownerText(build.owner.value) }),
    fact('Dockerfile', { ...build.dockerfile, value: here(dockerfile, safeText(build.dockerfile.value)) }),
    ...(build.target.value === null ? [] : [fact('target', { ...build.target, value: build.target.value })]),
    ...build.buildArguments.map(({ name, value, from }) =>
      fact('build argument', { value: `${name}=${value.value}`, from }),
    ),
    ...build.secrets.map((secret) => fact('secret', { ...secret, value: `${secret.value} (a stand-in in trials)` })),
    ...(build.cache.value ? [fact('cache', { ...build.cache, value: 'yes: tried cold and warm' })] : []),
    ...build.flags.map(({ name, value, place }) =>
      writtenFact('flag', value === null ? `--${name}` : `--${name}=${value.value}`, place),
    ),
    ...build.names.map(({ name, value, from }) => fact('name', { value: `${name} = ${value}`, from })),
    ...securityFacts(build),
  ];
}

function securityFacts({ security }: DeclaredBuild): BuildFact[] {
  const { privileged, user, seccomp, noNewPrivileges, runtime, namesCapabilities } = security;
  return [
    ...(privileged.value ? [fact('privileged', { ...privileged, value: 'yes' })] : []),
    ...(security.hostAccess ?? []).map((one) => fact('host access', one)),
    fact('user', { ...user, value: user.value === null ? 'root' : userText(user.value) }),
    fact('seccomp', { ...seccomp, value: seccompText(seccomp.value) }),
    fact('no-new-privileges', { ...noNewPrivileges, value: noNewPrivileges.value ? 'yes' : 'no' }),
    ...(namesCapabilities || privileged.value
      ? []
      : [fact('capabilities', { ...runtime, value: `the default set of ${RUNTIMES[runtime.value].title}` })]),
    ...[...security.added, ...security.dropped].flatMap(({ text, remark, place }) =>
      remark === null ? [] : [writtenFact(`capability ${text}`, remark, place)],
    ),
  ];
}

function userText({ id, groupId }: { readonly id: number; readonly groupId: number | null }): string {
  return groupId === null ? `${id}` : `${id}:${groupId}`;
}

function seccompText(seccomp: DeclaredBuild['security']['seccomp']['value']): string {
  if (seccomp === 'default') return "the engine's default filter";
  return seccomp === 'unconfined' ? 'no filter' : `the profile ${seccomp.localhost} of the node`;
}

function fact(name: string, { value, from }: Stated<string>): BuildFact {
  return { name: safeText(name), value: safeText(value), from };
}

function writtenFact(name: string, value: string, place: DeclaredBuild['place']): BuildFact {
  return fact(name, { value, from: { kind: 'written', place } });
}

function ownerText(owner: DeclaredBuild['owner']['value']): string {
  return owner === 'as-is' ? 'whomever they belong to on this machine' : `${owner.uid}:${owner.gid}`;
}
