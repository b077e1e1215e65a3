import { expect, it } from 'vitest';
import { authConfig } from './auth-config.ts';

it('has a password, with the address that Docker Hub has for Docker', () => {
  expect(authConfig({ kind: 'password', host: 'docker.io', username: 'me', password: 'secret' })).toEqual({
    username: 'me',
    password: 'secret',
    serveraddress: 'https://index.docker.io/v1/',
  });
});

it('has an identity token, with the name of any other registry', () => {
  expect(authConfig({ kind: 'identity-token', host: 'quay.io:443', token: 'token' })).toEqual({
    identitytoken: 'token',
    serveraddress: 'quay.io:443',
  });
});
