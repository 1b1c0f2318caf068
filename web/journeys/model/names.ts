/** What the summaries need to know about the rest of the workspace. */
export interface Names {
  template(key: string): string | undefined;
  segment(key: string): string | undefined;
  tag(key: string): string | undefined;
  journey(key: string): string | undefined;
}

export const noNames: Names = { template: () => undefined, segment: () => undefined, tag: () => undefined, journey: () => undefined };
