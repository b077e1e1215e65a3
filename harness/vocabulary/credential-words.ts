/** How names of variables with credentials end. What they hold would be kept in records. */
const ENDING = /(?:PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|KEY|AUTH|CREDENTIAL)S?$/i;

/** Words that tell of a credential wherever they stand in a name: `GITHUB_TOKEN_READONLY`. */
const WORD = /(?:^|[_.-])(?:PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|TOKEN|SECRET|CREDENTIAL)S?(?:$|[_.-])/i;

/** A switch of Kaniko is on or off, whatever its name ends in: `FF_KANIKO_RESOLVE_CACHE_KEY`. */
const SWITCH = /^FF_KANIKO_/;

/** `user:PASSWORD@` in a URL, or a token in the place of the user, which is longer than a name. */
const PASSWORD_IN_URL = /[a-z][a-z0-9+.-]{0,19}:\/\/(?:[^\s/?#@:]*:([^\s/?#@]+)|([^\s/?#@:]{16,}))@/gi;

/** Whether a variable of this name looks like one that holds a credential. */
export function looksLikeCredential(name: string): boolean {
  return ENDING.test(name) && !SWITCH.test(name);
}

/**
 * Whether a build argument is taken for a secret although nobody said so: by its name, or for a password in a URL. To hide too much
 * costs a word in a log, so that more names count here than for a variable that is refused.
 */
export function looksLikeSecretArgument(name: string, value: string): boolean {
  return value !== '' && (looksLikeCredential(name) || WORD.test(name) || passwordsInUrls(value).length > 0);
}

/** The passwords in the URLs of a text, as they stand there and as they are meant. */
export function passwordsInUrls(text: string): string[] {
  return [...text.matchAll(PASSWORD_IN_URL)].flatMap(([, password, token]) => {
    const found = password ?? token ?? '';
    return [found, decoded(found)];
  });
}

/** A text without the passwords in its URLs. */
export function withoutPasswords(text: string): string {
  // The longest first: one may be a part of another.
  const found = passwordsInUrls(text).sort((a, b) => b.length - a.length);
  return found.reduce((rest, password) => rest.replaceAll(`${password}@`, '***@'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
