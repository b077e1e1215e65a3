import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { namesOf } from '../../capabilities/capability-set.ts';
import type { YamlPath } from '../../manifest/model/patch-target.ts';
import { truthOf } from '../../manifest/yaml/truth-value.ts';
import { allMeaning, capabilityMeaning } from '../capability-meaning.ts';
import type { WantedGrant } from '../wanted-grant.ts';
import { setList } from './edit-list.ts';
import { type Edit, NO_EDIT, setEntry } from './edit-map.ts';
import type { EditSteps } from './kubernetes-edits.ts';
import { followed, nodeAt, type OpenDocument, ownEntry } from './open-document.ts';

/** The fields of a service that are written. */
export const COMPOSE_FIELDS = ['cap_drop', 'cap_add', 'privileged', 'security_opt'] as const;

/** Has a service of compose grant what is wanted. */
export function composeEdits(path: YamlPath, grant: WantedGrant): EditSteps {
  const inService = (edit: (document: OpenDocument, service: YAMLMap) => Edit) => {
    return (document: OpenDocument): Edit => {
      const service = nodeAt(document, path);
      return isMap(service) ? edit(document, service) : { refused: 'The service is not where it was read.' };
    };
  };
  const meaning = capabilityMeaning('docker', grant.runtime);
  return [
    inService((document, service) => {
      const value = followed(ownEntry(service, 'privileged')?.value ?? null, document);
      const isSaid = isScalar(value) && value.value !== null && truthOf(value) !== false;
      return isSaid || grant.isPrivileged
        ? setEntry(document, service, { key: 'privileged', value: 'false' })
        : NO_EDIT;
    }),
    inService((document, service) =>
      setList(document, service, { key: 'cap_drop', wanted: ['ALL'], meaning: allMeaning }),
    ),
    inService((document, service) =>
      setList(document, service, { key: 'cap_add', wanted: namesOf(grant.needed), meaning }),
    ),
    inService((document, service) => securityOptions(document, service, grant)),
  ];
}

/** Options that are there stay, unless one switches off what is to be added. */
function securityOptions(document: OpenDocument, service: YAMLMap, grant: WantedGrant): Edit {
  const { addNoNewPrivileges, addDefaultSeccomp } = grant;
  const own = ownEntry(service, 'security_opt')?.value;
  const present = isSeq(own) ? own.items.flatMap((item) => (isScalar(item) ? String(item.value) : [])) : [];
  const stays = present.filter(
    (option) =>
      !(addNoNewPrivileges && /^no-new-privileges\b/.test(option)) &&
      !(addDefaultSeccomp && /^seccomp[:=]unconfined$/.test(option)),
  );
  const wanted = [...stays, ...(addNoNewPrivileges ? ['no-new-privileges:true'] : [])];
  if (wanted.length === present.length && stays.length === present.length) return NO_EDIT;
  return setList(document, service, { key: 'security_opt', wanted, meaning: (item) => item });
}
