/**
 * A word of a command line or the value of a variable such that a container gets it as it is. Kubernetes replaces `$(NAME)` by a
 * variable's value and `$$` by `$`.
 */
export function escapeReferences(text: string): string {
  return text.replaceAll('$', '$$$$');
}
