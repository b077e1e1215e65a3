/** One request that a registry answered, as its log tells. */
export interface RegistryRequest {
  readonly method: string;
  /** Null for a request that names no repository, such as that for the catalogue. */
  readonly repository: string | null;
  /**
   * What was asked for in it. `version` is also whatever a registry does not serve, such as the page of a web server that a build
   * looks for; `other` is whatever a builder has no reason to ask a registry for.
   */
  readonly subject: 'manifest' | 'blob' | 'upload' | 'version' | 'other';
  /** The tag or digest of a manifest, the digest of a blob, the id of an upload; null where there is none. */
  readonly reference: string | null;
  /** The digest that an upload is completed as. */
  readonly digest: string | null;
  /** The blob that is to be taken over, and from which repository. */
  readonly mount: { readonly digest: string; readonly from: string } | null;
  readonly status: number;
}

/** The address from which a line says that a request came; null for a line that is not in form. */
export function clientOf(line: string): string | null {
  return LINE.test(line) ? (line.split(' ', 1)[0] ?? null) : null;
}

/**
 * Reads a line of the registry's access log (Apache's combined format). The registry quotes the target of a request, but not the
 * user that a target's URL may name: with one a request can write nearly anything into its line, and add lines. No builder sends
 * such a URL, so what is not exactly in form is a request that no builder makes.
 */
export function readAccess(line: string): RegistryRequest {
  const read = LINE.exec(line);
  if (read === null) return { method: '?', ...NOTHING, status: 0 };
  const [, method = '', target = '', status = ''] = read;
  return { method, ...readTarget(target), status: Number(status) };
}

const LINE =
  /^[0-9a-fA-F.:]{2,45} - - \[[^\]]{1,40}\] "([A-Z]{1,10}) ([^" ]+) HTTP\/[0-9.]{1,4}" (\d{3}) \d+ "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"$/;

type Target = Omit<RegistryRequest, 'method' | 'status'>;

const NOTHING: Target = { repository: null, subject: 'other', reference: null, digest: null, mount: null };

function readTarget(target: string): Target {
  if (!target.startsWith('/')) return NOTHING;
  const [path = '', query = ''] = target.split('?', 2);
  const isServed = path.startsWith('/v2') || path.startsWith('//') || path.includes('%') || path.includes('..');
  if (path === '/v2/' || path === '/v2' || !isServed) return { ...NOTHING, subject: 'version' };
  const named = PATH.exec(path);
  if (named === null) return NOTHING;
  const [, repository = '', kind = '', reference = ''] = named;
  const asked = new URLSearchParams(query);
  const mounted = asked.get('mount');
  return {
    repository,
    subject: SUBJECTS[kind] ?? 'other',
    reference: reference === '' ? null : reference,
    digest: asked.get('digest'),
    mount: mounted === null ? null : { digest: mounted, from: asked.get('from') ?? '' },
  };
}

const PATH = /^\/v2\/([a-z0-9._/-]+?)\/(manifests|blobs\/uploads|blobs)\/([^/]*)$/;

const SUBJECTS: Readonly<Record<string, RegistryRequest['subject']>> = {
  manifests: 'manifest',
  blobs: 'blob',
  'blobs/uploads': 'upload',
};
