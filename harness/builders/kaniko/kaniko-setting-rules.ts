import { looksLikeCredential } from '../../vocabulary/credential-words.ts';
import { refused, ruled, type SettingRule, type SettingRules } from '../settings/setting-rules.ts';
import { belongsToImage } from '../settings/variable-names.ts';

const CONTEXT = refused(
  'The tool gives the builder its context and its Dockerfile.',
  'Name them as PATH, or with --context and --file.',
);
const REGISTRY = refused(
  "Base images come from the sandbox's registry, and the image goes there, so that it can be compared.",
);
const CREDENTIAL = refused(
  "A build in the sandbox needs no credentials, and a record would keep the variable's value.",
);
const IMAGE = refused(
  "It belongs to the builder's image, which decides what programs and libraries the builder finds.",
);
const LOG = refused('The tool reads the log of the builder and sets its form.');
const RETRY = refused(
  'The tool sets the retries: a transfer is repeated, an operation that the kernel refused is not.',
);
/** What the tool's own settings of the cache decide. */
const CACHE = refused("Whether a build finds cached layers is a setting of the tool's own.", 'Use --cache.');
const PUSHED: SettingRule = {
  kind: 'replaced',
  reason: "the image is pushed to the sandbox's registry, so that it can be compared",
};
const PROXY = refused(
  "No proxy leads to the sandbox's registry.",
  'For the commands in RUN, use --build-arg, as in --build-arg HTTP_PROXY=URL.',
);

const FLAGS: SettingRules['flags'] = new Map([
  ...ruled(['no-push', 'tar-path', 'tarPath', 'oci-layout-path'], PUSHED),
  ...ruled(['context', 'context-sub-path', 'bucket', 'git', 'dockerfile'], CONTEXT),
  ...ruled(['target'], refused('The tool gives the builder the stage to build.', 'Use --target.')),
  ...ruled(['build-arg'], refused('The tool gives the builder its build arguments.', 'Use --build-arg.')),
  ...ruled(
    ['secret'],
    refused('The tool gives the builder its secrets, and keeps their values out of the record.', 'Use --secret.'),
  ),
  ...ruled(
    ['destination', 'registry-mirror', 'registry-map', 'registry-certificate', 'registry-client-cert'],
    REGISTRY,
  ),
  ...ruled(['skip-default-registry-fallback', 'credential-helpers', 'insecure', 'insecure-pull'], REGISTRY),
  ...ruled(['insecure-registry', 'skip-tls-verify', 'skip-tls-verify-pull', 'skip-tls-verify-registry'], REGISTRY),
  ...ruled(['cache', 'cache-dir', 'cache-repo', 'no-push-cache'], CACHE),
  ...ruled(['push-retry', 'image-download-retry', 'image-fs-extract-retry'], RETRY),
  ...ruled(['verbosity', 'log-format', 'log-timestamp'], LOG),
  ...ruled(['force'], refused('The tool sets it already.')),
  ...ruled(['help', 'dryrun'], refused('With it the executor builds nothing.')),
]);

/** Variables that do what a flag does, and those that hold credentials. */
const VARIABLES: ReadonlyMap<string, SettingRule> = new Map([
  ...ruled(['KANIKO_NO_PUSH'], PUSHED),
  ...ruled(['KANIKO_REGISTRY_MIRROR', 'KANIKO_REGISTRY_MAP'], REGISTRY),
  ...ruled(['DOCKER_CONFIG', 'DOCKER_AUTH_CONFIG', 'GIT_USERNAME'], CREDENTIAL),
]);

/** What becomes of the flags and variables of an executor. What is not listed is passed on. */
export const KANIKO_SETTING_RULES: SettingRules = {
  flags: FLAGS,
  variable: (name) => {
    const own = VARIABLES.get(name);
    if (own !== undefined) return own;
    if (/^(?:https?|all)_proxy$/i.test(name)) return PROXY;
    if (belongsToImage(name)) return IMAGE;
    return looksLikeCredential(name) || /^KANIKO_.*_USER$/.test(name) ? CREDENTIAL : undefined;
  },
};
