import { looksLikeCredential } from '../../vocabulary/credential-words.ts';
import { refused, ruled, type SettingRules } from '../settings/setting-rules.ts';
import { belongsToImage } from '../settings/variable-names.ts';

const CONTEXT = refused(
  'The tool gives the builder its context and its Dockerfile.',
  'Name them as PATH, or with --context and --file.',
);
const GATE = refused(
  'The tool sets it, so that two builds of one Dockerfile give one image and no container runtime is needed.',
);
const REGISTRY = refused(
  "Base images come from the sandbox's registry, and the image goes there, so that it can be compared.",
);
const SECRET = refused('A build in the sandbox gets no credentials, keys or secrets this way.');
const IMAGE = refused(
  "It belongs to the builder's image, which decides what programs and libraries the builder finds.",
);
const LOG = refused('The tool reads the log of the builder.');
const GRANT = refused(
  'The capabilities of a command in RUN are those of the trial.',
  'Say with --universe which capabilities are tried.',
);
const CACHE = refused('Buildah starts each build without layers of earlier ones here.');

const KANIKO = refused(
  'It is a variable of Kaniko, which Buildah would ignore.',
  'Leave it out, and --builder-profile.',
);

/** What becomes of the flags and variables of Buildah. What is not listed is passed on. */
export const BUILDAH_SETTING_RULES: SettingRules = {
  flags: new Map([
    ...ruled(['output'], {
      kind: 'replaced',
      reason: "the image is pushed to the sandbox's registry, so that it can be compared",
    }),
    ...ruled(
      ['storage-driver', 'isolation', 'layers', 'timestamp', 'identity-label', 'format', 'tag', 'manifest'],
      GATE,
    ),
    ...ruled(['file', 'ignorefile', 'build-context'], CONTEXT),
    ...ruled(['target'], refused('The tool gives the builder the stage to build.', 'Use --target.')),
    ...ruled(['build-arg'], refused('The tool gives the builder its build arguments.', 'Use --build-arg.')),
    ...ruled(['from'], refused('The base images of a run are pinned.', 'Use --base REFERENCE=IMAGE.')),
    ...ruled(['tls-verify', 'cert-dir', 'pull', 'retry', 'retry-delay'], REGISTRY),
    ...ruled(['authfile', 'creds', 'decryption-key', 'sign-by', 'secret', 'ssh'], SECRET),
    ...ruled(['cache-from', 'cache-to', 'cache-ttl', 'no-cache'], CACHE),
    ...ruled(['logfile', 'logsplit', 'quiet'], LOG),
    ...ruled(['cap-add', 'cap-drop'], GRANT),
    ...ruled(['help'], refused('With it Buildah builds nothing.')),
  ]),
  variable: (name) => {
    if (/^(?:FF_)?KANIKO_/.test(name)) return KANIKO;
    if (/^(?:BUILDAH_|STORAGE_|CONTAINERS_)/.test(name)) return GATE;
    if (belongsToImage(name)) return IMAGE;
    if (looksLikeCredential(name) || name === 'REGISTRY_AUTH_FILE') return SECRET;
    return /^(?:https?|all)_proxy$/i.test(name) ? REGISTRY : undefined;
  },
};
