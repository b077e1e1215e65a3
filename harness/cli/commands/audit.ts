import { resolve } from 'node:path';
import { parseUniverse } from '../../capabilities/universe.ts';
import { HarnessError } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { type AuditPatch, type KeptPatch, NOT_KEPT } from '../../pipeline/audit-patch.ts';
import { HARDENING_VARIATIONS } from '../../pipeline/hardening.ts';
import { auditExitCode } from '../../pipeline/pipeline-audit.ts';
import { auditManifests, type FinishedAudit } from '../../use-cases/audit/audit-manifests.ts';
import { concludeAudit } from '../../use-cases/audit/conclude-audit.ts';
import { findManifests } from '../../use-cases/audit/find-manifests.ts';
import { type ReadFiles, readManifestFiles } from '../../use-cases/audit/read-manifest-files.ts';
import { writePatch, writePatchedManifests } from '../../use-cases/audit/write-patch.ts';
import { policiesToHoldAgainst } from '../options/against-option.ts';
import { many } from '../options/argument.ts';
import { AUDIT_OPTIONS } from '../options/audit-options.ts';
import { command } from '../options/command.ts';
import { engineWishOf } from '../options/engine-options.ts';
import type { OptionValues } from '../options/option.ts';
import { formatNotes, reportOption } from '../options/report-option.ts';
import { builderRequestOf, conductOf, searchPolicy } from '../options/run-wish.ts';
import { tell } from '../output/output.ts';
import { checkReportFiles, withDefault } from '../output/requested-reports.ts';
import { showReports, textHere } from '../output/show-reports.ts';
import { startRun } from '../session/start-run.ts';
import { TOOL_VERSION } from '../session/tool-version.ts';

const OPTIONS = {
  format: reportOption('how to show the audit, and the file to write it to; repeatable', ['audit']),
  ...AUDIT_OPTIONS,
};

type Options = OptionValues<typeof OPTIONS>;

/** Holds what the builds of manifests are granted against what they need. */
export const audit = command({
  arguments: {
    paths: many('manifest', 'manifests of pipelines, read together; with --recursive, directories (default: .)'),
  },
  options: OPTIONS,
  notes: formatNotes(['audit']),
  run: async ({ paths }, options) => {
    const reports = withDefault('text', ['audit'], options);
    await checkReportFiles(reports);
    const policies = await policiesToHoldAgainst(options.against);
    const { manifests, unread, foundIn } = await manifestsAt(paths, options);
    const given = {
      set: new Map(options.set),
      runtime: options.runtime,
      context: options.context,
      dockerfile: options.dockerfile,
    };
    const finished = await auditManifests({
      manifests,
      unread,
      foundIn,
      given,
      overrides: overridesOf(options),
      wish: wishOf(options),
      run: (wanted) => startRun(wanted, { ...options, engine: engineWishOf(options, process.env) }),
      out: options.out,
      warn: tell,
    });
    const made = concludeAudit(finished, { texts: { manifests, given }, policies });
    const { kept, failure } = await keepPatch(made.patch, options);
    const tool = { name: 'kaniko-caps' as const, version: TOOL_VERSION };
    const view = { tool, failOnExcess: options.failOnExcess, patch: kept };
    await showReports(reports, ({ format: { name } }) => textHere(name, 'audit', { audit: made, view }));
    if (failure !== null) throw failure;
    tellKept(made.patch, kept);
    tellPlaces(finished);
    if (finished.runs.some(({ interrupted }) => interrupted)) return 130;
    return auditExitCode(made, options);
  },
});

/**
 * The manifests that are named, or those of directories.
 *
 * @throws HarnessError for options that exclude each other, or a path that cannot be read.
 */
async function manifestsAt(
  paths: readonly string[],
  { recursive, context, dockerfile }: Options,
): Promise<ReadFiles & { readonly foundIn: readonly string[] | undefined }> {
  if (!recursive) {
    if (paths.length > 0) return { ...(await readManifestFiles(paths)), foundIn: undefined };
    throw new HarnessError('BAD_MANIFEST', 'No manifest is named', {
      hint: 'Give the paths of manifests, or add --recursive to look for them.',
    });
  }
  if (context !== undefined || dockerfile !== undefined) {
    const option = context === undefined ? '--dockerfile' : '--context';
    throw new HarnessError('OPTIONS_CONFLICT', `${option} was given together with --recursive`, {
      hint: 'Leave it out, or give the manifest that it is for.',
    });
  }
  const foundIn = paths.length === 0 ? ['.'] : paths;
  const { manifests, unread, notes } = await findManifests(foundIn);
  for (const note of notes) tell(note);
  return { manifests, unread, foundIn };
}

/** Writes the patch where the command line says. What failed is to be thrown once the reports are shown: trials have taken their time. */
async function keepPatch(
  { files }: AuditPatch,
  { patch, write }: Options,
): Promise<{ readonly kept: KeptPatch; readonly failure: HarnessError | null }> {
  let kept = NOT_KEPT;
  try {
    if (patch !== undefined) {
      await writePatch(patch, files);
      kept = { ...kept, savedAs: displayPath(resolve(patch)) };
    }
    if (write) {
      await writePatchedManifests(files);
      kept = { ...kept, isWritten: true };
    }
    return { kept, failure: null };
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    return { kept, failure: error };
  }
}

function tellKept({ files }: AuditPatch, { isWritten, savedAs }: KeptPatch): void {
  if (savedAs !== null) tell(`patch: ${savedAs}`);
  if (!isWritten) return;
  for (const { file } of files) tell(`patched: ${file}`);
  if (files.length === 0) tell('patched: nothing, since no manifest is to be changed');
}

function overridesOf(options: Options) {
  return {
    configuration: {
      contextOwner: options.contextOwner,
      contextModes: options.contextModes,
      seccomp: options.seccomp,
      secrets: options.secret,
    },
    buildArguments: Object.fromEntries(options.buildArg),
    argumentsFromEnvironment: options.buildArgEnv,
    network: options.network,
    universe: options.universe === undefined ? undefined : parseUniverse(options.universe),
    timeoutSeconds: options.timeout,
  };
}

function wishOf(options: Options) {
  return {
    environment: process.env,
    task: { kind: 'search' as const },
    policy: searchPolicy(options, { vary: HARDENING_VARIATIONS }),
    substitutes: Object.fromEntries(options.base),
    conduct: conductOf(options, builderRequestOf(options, process.env), {
      enabled: options.priors,
      records: [],
      mismatch: 'refuse',
    }),
    shard: undefined,
  };
}

function tellPlaces({ runs }: FinishedAudit): void {
  for (const { directory, interrupted } of runs) {
    const place = displayPath(directory);
    tell(
      interrupted
        ? `\nInterrupted. To resume: kaniko-caps discover --resume ${place}`
        : `\nrecord: ${place}/record.json`,
    );
  }
}
