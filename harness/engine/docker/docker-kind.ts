import type { EngineKind } from '../engine-kind.ts';
import { connectDocker } from './api/connect.ts';
import { contextNameIn } from './api/endpoint.ts';
import { dockerEngine } from './docker-engine.ts';
import { dockerMember } from './docker-member.ts';

/** Docker, and what is not known to be another engine that speaks its API. */
export const dockerKind: EngineKind = {
  name: 'docker',
  open: async (search) => {
    const connection = await connectDocker(search);
    return connection.kind === 'absent' ? connection : { kind: 'open', engine: dockerEngine(connection.api) };
  },
  openAt: async (host, search) => {
    const connection = await connectDocker({ ...search, host });
    if (connection.kind === 'absent') throw connection.problem;
    // The certificates for its address are in the context.
    return dockerMember(connection.api, contextNameIn(host) === undefined ? undefined : host);
  },
};
