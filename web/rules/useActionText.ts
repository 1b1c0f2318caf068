import { useTranslation } from 'react-i18next';

import type { Page } from '../api/client.js';
import { useGet } from '../api/query.js';
import type { RuleAction } from '../api/rules.js';
import { type TagItem, tagsPath } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';

interface Named {
  key: string;
  draft: { name: string };
}

/** What a rule does, in words; tags and journeys under their own names. */
export function useActionText(): (action: RuleAction) => string {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const tags = useGet<Page<TagItem>>(tagsPath, { query: { limit: 200 } }).data?.items;
  const journeys = useGet<Page<Named>>('/api/journeys', { query: { limit: 200 } }).data?.items;
  const valueText = (value: Extract<RuleAction, { type: 'trait' }>['value']): string => {
    if (typeof value === 'number') return format.number(value);
    if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
    if (typeof value === 'string') return t('value.quoted', { text: value });
    return value !== null && 'trait' in value ? t('value.ofTrait', { name: value.trait }) : t('value.ofComputed', { name: value?.computed ?? '' });
  };
  return (action) => {
    switch (action.type) {
      case 'tag':
        return t(action.action === 'add' ? 'does.addTag' : 'does.removeTag', { tag: tags?.find(({ key }) => key === action.tag)?.name ?? action.tag });
      case 'trait':
        return action.value === null ? t('does.clearTrait', { name: action.name }) : t('does.setTrait', { name: action.name, value: valueText(action.value) });
      case 'journey':
        return t('does.enter', { journey: journeys?.find(({ key }) => key === action.journey)?.draft.name ?? action.journey });
      case 'notify':
        return t('does.notify', { text: action.text });
    }
  };
}
