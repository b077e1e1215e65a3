/** What a generated command says of the build itself: an example to be replaced, as no policy depends on it. */
export const DESTINATION = 'registry.example/your/image:tag';

/** Where the build context is mounted. */
export const WORKSPACE = '/workspace';

/** The arguments of an executor that finds its context in a directory. */
export function kanikoArguments(context: string, destination: string = DESTINATION): string[] {
  return [`--context=${context}`, '--dockerfile=Dockerfile', `--destination=${destination}`];
}

/** What is said beside the first of them. */
export const ARGUMENTS_REMARK = 'an example; use your own context and destination';
