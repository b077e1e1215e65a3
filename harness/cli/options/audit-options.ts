import { RUNTIME_NAMES } from '../../manifest/security/runtimes.ts';
import { contextDelivery } from '../../vocabulary/configuration.ts';
import { AGAINST_OPTION } from './against-option.ts';
import { flag, repeated, text, value } from './option.ts';
import { choice, collectAssignment } from './parse-option.ts';
import { BUILDER_OPTIONS, GUESS_OPTION, searchOptions, TRIAL_OPTIONS } from './run-options.ts';

/** What a manifest says itself is no option of an audit. */
const {
  file,
  target,
  contextKind,
  contextPath,
  cache,
  user,
  newPrivileges,
  builderFlag,
  builderEnv,
  builderProfile,
  ...TRIALS
} = TRIAL_OPTIONS;

/** What an audit may be told, and how its trials are run. */
export const AUDIT_OPTIONS = {
  dockerfile: text('--dockerfile <path>', 'the Dockerfile on this machine (default: as the manifest says)'),
  set: repeated('--set <name=value>', 'the value of a name in the manifests; repeatable', collectAssignment),
  runtime: value(
    '--runtime <name>',
    `the runtime of the nodes, whose default set holds where a pod says nothing: ${RUNTIME_NAMES.join(', ')} (default: as usual for the system)`,
    choice(...RUNTIME_NAMES),
  ),
  recursive: flag(
    '--recursive',
    'find the manifests in the directories and below them, and name the Dockerfiles that none of them builds',
  ),
  failOnExcess: flag('--fail-on-excess', 'exit with 1 if a build is granted more than it needs'),
  patch: text('--patch <file>', 'write the patch there as a unified diff, which git apply takes'),
  write: flag('--write', 'write the patch into the manifests; each file whole or not at all'),
  ...AGAINST_OPTION,
  ...TRIALS,
  contextOwner: text(
    '--context-owner <owner>',
    'whom the files of the context belong to: root, as-is (as on this machine), or UID:GID (default: as the manifest says, or usual for the system)',
  ),
  contextModes: value(
    '--context-modes <modes>',
    'permissions of the context: as-is, git (0755 and 0644), or git-umask-0 (0777 and 0666) (default: usual for the system)',
    choice(...contextDelivery.shape.modes.options),
  ),
  seccomp: text(
    '--seccomp <profile>',
    "the filter on system calls: default (the engine's own), unconfined, or the path of a profile (default: as the manifest says)",
  ),
  context: text('--context <directory>', 'the build context on this machine (default: as the manifest says)'),
  ...BUILDER_OPTIONS,
  builder: text('--builder <image>', 'image of the Kaniko executor (default: the one that each manifest names)'),
  ...searchOptions({ audit: 'off' }),
  ...GUESS_OPTION,
  json: flag('--json', 'print the audit as JSON and nothing else on standard output'),
};
