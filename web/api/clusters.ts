import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const findClustersPath = '/api/clusters/find';

export type ClusterRequest = Schemas['ClusterRequest'];
export type Clusters = Schemas['Clusters'];
export type Cluster = Clusters['clusters'][number];
export type ClusterDimension = ClusterRequest['dimensions'][number];
