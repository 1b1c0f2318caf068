import type { TagStep } from '@cairn/workflows/contracts/journey.js';
import { Anchor, Radio, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useTags } from '../../api.js';
import { useEditor } from '../../page/EditorContext.js';

export function TagForm({ step }: { step: TagStep }) {
  const { t } = useTranslation('journeys');
  const { actions } = useEditor();
  const tags = useTags().data?.items ?? [];
  // Nobody turns a tag that follows a rule.
  const known = tags.filter(({ condition }) => condition === undefined).map(({ key, name }) => ({ value: key, label: name }));
  const chosen = tags.find(({ key }) => key === step.tag);
  const isOffered = known.some(({ value }) => value === step.tag);
  // One that is gone, or follows a rule by now, stays visible as the problem it is.
  const data = step.tag === '' || isOffered ? known : [{ value: step.tag, label: chosen?.name ?? t('tag.missing', { key: step.tag }) }, ...known];
  return (
    <>
      <Radio.Group label={t('tag.action')} value={step.action} onChange={(action) => actions.change({ ...step, action: action as TagStep['action'] })}>
        <Stack gap={4} mt={4}>
          <Radio value="add" label={t('tag.add')} />
          <Radio value="remove" label={t('tag.remove')} />
        </Stack>
      </Radio.Group>
      <Select
        label={t('tag.which')}
        placeholder={t('tag.choose')}
        searchable
        data={data}
        value={step.tag === '' ? null : step.tag}
        nothingFoundMessage={t('tag.noTags')}
        onChange={(tag) => actions.change({ ...step, tag: tag ?? '' })}
      />
      {chosen ? (
        <Anchor component={Link} to={`/traits/tags/${encodeURIComponent(chosen.key)}`} size="sm">
          {t('tag.open', { name: chosen.name })}
        </Anchor>
      ) : (
        <Anchor component={Link} to="/traits/tags/new" size="sm">
          {t('tag.new')}
        </Anchor>
      )}
    </>
  );
}
