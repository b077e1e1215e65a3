import type { System } from './model/system.ts';
import { argo } from './systems/argo/argo.ts';
import { compose } from './systems/compose/compose.ts';
import { dockerRun } from './systems/docker-run/docker-run.ts';
import { github } from './systems/github/github.ts';
import { gitlab } from './systems/gitlab/gitlab.ts';
import { jenkins } from './systems/jenkins/jenkins.ts';
import { kubernetes } from './systems/kubernetes/kubernetes.ts';
import { shipwright } from './systems/shipwright/shipwright.ts';
import { tekton } from './systems/tekton/tekton.ts';

/** Every system whose manifests are read. A document or a text belongs to the first one that claims it. */
export const SYSTEMS: readonly System[] = [
  jenkins,
  dockerRun,
  compose,
  github,
  argo,
  shipwright,
  tekton,
  kubernetes,
  gitlab,
];
