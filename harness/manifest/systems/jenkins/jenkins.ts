import type { System } from '../../model/system.ts';
import { readJenkinsfile } from './read-jenkinsfile.ts';

/** Names of files that are Jenkinsfiles, and what one begins with. */
const NAME = /(?:^|[\\/])Jenkinsfile[^\\/]*$|\.(?:jenkinsfile|groovy)$/i;
const PIPELINE = /^[ \t]*(?:pipeline[ \t]*\{|podTemplate[ \t]*\(|@Library\b)/m;

/** Jenkinsfiles whose steps run in pods. */
export const jenkins: System = {
  name: 'jenkins',
  title: 'Jenkins',
  claimsText: ({ file, text }) => NAME.test(file) || PIPELINE.test(text.slice(0, 2 ** 16)),
  readText: readJenkinsfile,
};
