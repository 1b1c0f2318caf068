import { z } from 'zod';

import { clusterDimensionSchema, clusterLimits } from '../computed-traits/computed-traits.schemas.js';
import { profileSummarySchema } from '../profiles/profiles.schemas.js';

export const clusterRequestSchema = z
  .strictObject({
    /** Numbers of a person: traits, and computed traits of type measure or score. */
    dimensions: z
      .array(clusterDimensionSchema)
      .min(1)
      .max(clusterLimits.dimensions)
      .refine((all) => new Set(all.map(({ kind, name }) => `${kind}/${name}`)).size === all.length, 'names one twice'),
    /** Whoever lacks one: is left out, or counts as having 0. */
    missing: z.enum(['none', 'zero']).default('none'),
    /** How many clusters. Absent: as many as tell people apart best, 2–8. */
    k: z.int().min(2).max(clusterLimits.clusters).optional(),
  })
  .meta({ id: 'ClusterRequest' });
export type ClusterRequest = z.infer<typeof clusterRequestSchema>;

export const clustersSchema = z
  .object({
    /** Everybody; those looked at; those of them who lack a number. */
    total: z.int(),
    asked: z.int(),
    leftOut: z.int(),
    dimensions: z.array(
      clusterDimensionSchema.extend({
        /** `log`: taken as ln(1 + x), for a few have very much of it. */
        scale: z.enum(['plain', 'log']),
        /** Of the scaled numbers. */
        mean: z.number(),
        deviation: z.number(),
        /** As it is known of people: half have less. */
        median: z.number(),
      }),
    ),
    /** Mean silhouette by number of clusters, −1 to 1: the higher, the clearer. */
    candidates: z.array(z.object({ k: z.int(), silhouette: z.number() })),
    k: z.int(),
    clusters: z.array(
      z.object({
        /** What the trait is for those in it. */
        value: z.string(),
        /** In standard deviations from the mean, one a dimension. */
        center: z.array(z.number()),
        /** Scaled up to everybody. */
        people: z.int(),
        /** The median of those in it, one a dimension, as it is known of people. */
        typical: z.array(z.number()),
        /** What sets it apart, the strongest first: index of the dimension, and by how many standard deviations. */
        apart: z.array(z.object({ dimension: z.int(), by: z.number() })),
        /** Some who are in it. */
        sample: z.array(profileSummarySchema),
      }),
    ),
    /** Some people, for a picture: their cluster, and their numbers as they are known. */
    points: z.array(z.object({ cluster: z.int(), at: z.array(z.number()) })),
    tookMs: z.int(),
  })
  .meta({ id: 'Clusters' });
export type ClustersAnswer = z.infer<typeof clustersSchema>;
