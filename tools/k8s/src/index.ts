export { Checkout, K8S, LACKING } from './checkout.js';
export { environmentOf } from './environment.js';
export {
  type Container,
  containersOf,
  type Manifest,
  type PodSpec,
  type Probe,
  type Spec,
  type Workload,
  workloads,
} from './manifest.js';
export { FIELDS } from './stand-in-vault.js';
