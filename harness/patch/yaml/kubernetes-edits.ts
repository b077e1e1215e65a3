import { isMap, isScalar } from 'yaml';
import { namesOf } from '../../capabilities/capability-set.ts';
import type { YamlPath } from '../../manifest/model/patch-target.ts';
import { truthOf } from '../../manifest/yaml/truth-value.ts';
import { allMeaning, capabilityMeaning } from '../capability-meaning.ts';
import { isRefusedEdit } from '../splice.ts';
import type { WantedGrant } from '../wanted-grant.ts';
import { setList } from './edit-list.ts';
import { addEntry, type Edit, NO_EDIT, setEntry } from './edit-map.ts';
import { type KubernetesSite, kubernetesSite } from './kubernetes-site.ts';
import { followed, type OpenDocument, ownEntry } from './open-document.ts';
import type { NewValue } from './value-text.ts';

/** Edits of a document, one after the other: each is made in what the one before left. */
export type EditSteps = readonly ((document: OpenDocument) => Edit)[];

/** The fields of a security context that are written. */
export const KUBERNETES_FIELDS = ['capabilities', 'privileged', 'allowPrivilegeEscalation', 'seccompProfile'] as const;

/** Has a container's security context grant what is wanted. */
export function kubernetesEdits(path: YamlPath, grant: WantedGrant): EditSteps {
  const inContext = (edit: (document: OpenDocument, context: Context) => Edit) => {
    return (document: OpenDocument): Edit => {
      const site = kubernetesSite(document, path);
      if (isRefusedEdit(site)) return site;
      return site.context === undefined ? addContext(document, site, grant) : edit(document, site.context);
    };
  };
  const meaning = capabilityMeaning('kubernetes', grant.runtime);
  return [
    inContext((document, context) => privilegedEdit(document, context, grant)),
    inContext((document, context) => capabilitiesEdit(document, context, grant)),
    inContext((document, context) =>
      inCapabilities(document, context, { key: 'drop', wanted: ['ALL'], meaning: allMeaning }),
    ),
    inContext((document, context) =>
      inCapabilities(document, context, { key: 'add', wanted: namesOf(grant.needed), meaning }),
    ),
    ...(grant.addNoNewPrivileges
      ? [
          inContext((document, context) =>
            setEntry(document, context, { key: 'allowPrivilegeEscalation', value: 'false' }),
          ),
        ]
      : []),
    ...(grant.addDefaultSeccomp ? [inContext((document, context) => seccompEdit(document, context))] : []),
  ];
}

/** A security context where there is none: with all that is wanted at once. */
function addContext(document: OpenDocument, { container }: KubernetesSite, grant: WantedGrant): Edit {
  const value: NewValue = {
    ...(grant.isPrivileged ? { privileged: 'false' } : {}),
    capabilities: capabilitiesValue(grant),
    ...(grant.addNoNewPrivileges ? { allowPrivilegeEscalation: 'false' } : {}),
    ...(grant.addDefaultSeccomp ? { seccompProfile: { type: 'RuntimeDefault' } } : {}),
  };
  return ownEntry(container, 'securityContext') === undefined
    ? addEntry(document, container, { key: 'securityContext', value, after: ['image', 'name'] })
    : setEntry(document, container, { key: 'securityContext', value });
}

function capabilitiesValue({ needed }: WantedGrant): { readonly [key: string]: readonly string[] } {
  const names = namesOf(needed);
  return { drop: ['ALL'], ...(names.length === 0 ? {} : { add: names }) };
}

/** What is privileged by another map than this one, as a template, is told not to be here. */
function privilegedEdit(document: OpenDocument, context: Context, { isPrivileged }: WantedGrant): Edit {
  const value = followed(ownEntry(context, 'privileged')?.value ?? null, document);
  const isSaid = isScalar(value) && truthOf(value) === true;
  return isSaid || isPrivileged ? setEntry(document, context, { key: 'privileged', value: 'false' }) : NO_EDIT;
}

type Context = NonNullable<KubernetesSite['context']>;

/** Has the security context have a map of capabilities of its own. */
function capabilitiesEdit(document: OpenDocument, context: Context, grant: WantedGrant): Edit {
  const entry = ownEntry(context, 'capabilities');
  if (isMap(entry?.value) && entry.value.items.length > 0) return NO_EDIT;
  return setEntry(document, context, { key: 'capabilities', value: capabilitiesValue(grant) });
}

function inCapabilities(document: OpenDocument, context: Context, list: Parameters<typeof setList>[2]): Edit {
  const capabilities = ownEntry(context, 'capabilities')?.value;
  return isMap(capabilities) ? setList(document, capabilities, list) : NO_EDIT;
}

function seccompEdit(document: OpenDocument, context: Context): Edit {
  const profile = ownEntry(context, 'seccompProfile')?.value;
  return isMap(profile) && profile.items.length > 0
    ? setEntry(document, profile, { key: 'type', value: 'RuntimeDefault' })
    : setEntry(document, context, { key: 'seccompProfile', value: { type: 'RuntimeDefault' } });
}
