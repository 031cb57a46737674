/** A rendered Kubernetes object, as far as it is looked at here. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Labels;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: Spec;
}

/** What a workload's pods are made from. */
export interface PodTemplate {
  readonly metadata: { readonly labels: Labels };
  readonly spec: PodSpec;
}

export type Labels = Readonly<Record<string, string>>;

/** What is looked at of the specs of all kinds. */
export interface Spec {
  readonly replicas?: number;
  readonly serviceName?: string;
  readonly selector?: Selector & Labels;
  readonly template?: PodTemplate;
  readonly jobTemplate?: { readonly spec: { readonly template: PodTemplate } };
  readonly schedule?: string;
  readonly volumeClaimTemplates?: unknown;
  readonly type?: string;
  readonly ports?: readonly { readonly port: number; readonly targetPort: number | string }[];
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly podSelector?: Selector;
  readonly ingress?: readonly IngressRule[];
  readonly minAvailable?: number;
  readonly maxUnavailable?: number;
  readonly [other: string]: unknown;
}

export interface IngressRule {
  readonly from?: readonly {
    readonly podSelector?: Selector;
    readonly namespaceSelector?: Selector;
    readonly ipBlock?: unknown;
  }[];
  readonly ports?: readonly { readonly port: number | string }[];
}

export interface Selector {
  readonly matchLabels?: Labels;
}

export interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly runAsGroup?: number;
    readonly seccompProfile?: { readonly type: string };
  };
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly [kind: string]: unknown }[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { readonly name: string; readonly optional?: boolean };
    readonly secretRef?: { readonly name: string; readonly optional?: boolean };
  }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly privileged?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: { readonly preStop?: { readonly exec?: { readonly command: readonly string[] } } };
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
}

export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly exec?: { readonly command: readonly string[] };
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: { readonly name: string; readonly key: string; readonly optional?: boolean };
  };
}

/** A workload with its pods. */
export interface Workload extends Manifest {
  readonly spec: Spec & Required<Pick<Spec, 'template'>>;
}

/** What runs pods, as if each had its template where Deployments have it. */
export function workloads(manifests: readonly Manifest[]): Workload[] {
  return manifests.flatMap((manifest) => {
    const { spec } = manifest;
    const template = spec?.template ?? spec?.jobTemplate?.spec.template;
    return template ? [{ ...manifest, spec: { ...spec, template } }] : [];
  });
}

/** All containers of a pod, the first ones to run first. */
export function containersOf({ initContainers = [], containers }: PodSpec): readonly Container[] {
  return [...initContainers, ...containers];
}

/** Whether a selector by labels, empty for all, takes these. */
export function selects(selector: Selector | undefined, labels: Labels): boolean {
  return Object.entries(selector?.matchLabels ?? {}).every(([name, value]) => labels[name] === value);
}
