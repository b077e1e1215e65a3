import type { RegistryCredentials } from '../../../image/credentials/registry-credentials.ts';

/** The address under which Docker knows Docker Hub. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

/** Credentials in the form of the API's AuthConfig. */
export function authConfig(credentials: RegistryCredentials): Readonly<Record<string, string>> {
  const serveraddress = credentials.host === 'docker.io' ? DOCKER_HUB : credentials.host;
  return credentials.kind === 'identity-token'
    ? { identitytoken: credentials.token, serveraddress }
    : { username: credentials.username, password: credentials.password, serveraddress };
}
