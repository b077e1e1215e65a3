import { checkBuildsForLeaks } from '../testing/programs/leak-checks.ts';
import { describeWithExecutors } from '../testing/programs/test-executors.ts';

await describeWithExecutors('what is kept and shown of secrets with %s', ['auxiliary'], ({ name, options }) => {
  // Google's executors cannot be given secrets.
  checkBuildsForLeaks(options, /osscontainertools/.test(name));
});
