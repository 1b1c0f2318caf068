/** What may use something that is defined: as the API names it. */
export interface Use {
  kind: 'journey' | 'segment' | 'tag' | 'condition' | 'rule' | 'computedTrait';
  key: string;
  name: string;
}

const pages = {
  journey: '/journeys',
  segment: '/segments',
  tag: '/traits/tags',
  condition: '/conditions',
  rule: '/rules',
  computedTrait: '/traits/computed',
} as const;

/** The page of who uses it. */
export function hrefOfUse({ kind, key }: Pick<Use, 'kind' | 'key'>): string {
  return `${pages[kind]}/${encodeURIComponent(key)}`;
}

export function linksOf(uses: readonly Use[]): { href: string; name: string }[] {
  return uses.map((use) => ({ href: hrefOfUse(use), name: use.name }));
}
