/** The page of a CI job that has the reports which it kept, from what GitHub Actions and GitLab tell it of itself. */
export function wholeReportLink(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run, CI_JOB_URL: job } = environment;
  if (server !== undefined && repository !== undefined && run !== undefined) {
    return `${server}/${repository}/actions/runs/${run}#artifacts`;
  }
  return job === undefined ? undefined : `${job}/artifacts/browse`;
}
