/** Where an executor is in its image; a copy of `/kaniko` keeps the path. */
const EXECUTOR = /(?:^|\/)executor$/;

/** Programs that only keep a container alive, so that something calls the executor in it later. */
const WAITING: readonly string[] = ['cat', 'sleep', 'tail', 'infinity', 'pause'];

/**
 * Whether a reference names an image of Kaniko's executor: one part of its repository is called after it, as in
 * `gcr.io/kaniko-project/executor`, `ghcr.io/osscontainertools/kaniko` or `mirror.example/kaniko:debug`. The warmer is another program.
 */
export function isExecutorImage(reference: string): boolean {
  const repository = reference.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const parts = repository.split('/');
  return parts.some((part) => /kaniko/i.test(part)) && !/warmer/i.test(parts.at(-1) ?? '');
}

/** Whether a word of a command line is the executor: `/kaniko/executor`, also a copy at another place. */
export function isExecutorProgram(word: string): boolean {
  return EXECUTOR.test(word) && word !== 'executor';
}

/** Whether a program only waits. */
export function isWaitingProgram(word: string): boolean {
  return WAITING.includes(programName(word));
}

/** Whether a program is a shell. */
export function isShell(word: string): boolean {
  return ['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh'].includes(programName(word));
}

/** The name of a program without its directory. */
export function programName(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}
