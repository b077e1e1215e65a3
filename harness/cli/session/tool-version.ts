import manifest from '../../../package.json' with { type: 'json' };

/** This tool's version, from the package that it is in. */
export const TOOL_VERSION: string = manifest.version;
