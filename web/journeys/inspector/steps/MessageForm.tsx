import type { MessageStep } from '@cairn/workflows/contracts/journey.js';
import { Anchor, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useTemplates } from '../../api.js';
import { useEditor } from '../../page/EditorContext.js';

export function MessageForm({ step }: { step: MessageStep }) {
  const { t } = useTranslation('journeys');
  const { actions } = useEditor();
  const templates = useTemplates().data?.items ?? [];
  const chosen = templates.find((template) => template.key === step.template);
  const known = templates.map((template) => ({ value: template.key, label: template.draft.name }));
  // A template that is gone stays visible as the problem it is.
  const data = step.template === '' || chosen ? known : [{ value: step.template, label: t('message.missing', { key: step.template }) }, ...known];
  return (
    <>
      <Select
        label={t('message.template')}
        placeholder={t('message.choose')}
        searchable
        data={data}
        value={step.template === '' ? null : step.template}
        nothingFoundMessage={t('message.noTemplates')}
        onChange={(template) => actions.change({ ...step, template: template ?? '' })}
      />
      {chosen && (
        <Anchor component={Link} to={`/templates/${encodeURIComponent(chosen.key)}`} size="sm">
          {t('message.edit', { name: chosen.draft.name })}
        </Anchor>
      )}
      <Switch
        label={t('message.transactional')}
        description={t('message.transactionalHelp')}
        checked={step.transactional ?? false}
        onChange={(event) => actions.change({ ...step, transactional: event.currentTarget.checked })}
      />
      <Select
        label={t('message.onSkip')}
        description={t('message.onSkipHelp')}
        allowDeselect={false}
        data={[
          { value: 'continue', label: t('message.onSkipContinue') },
          { value: 'exit', label: t('message.onSkipExit') },
        ]}
        value={step.onSkip ?? 'continue'}
        onChange={(onSkip) => actions.change({ ...step, onSkip: onSkip as 'continue' | 'exit' })}
      />
    </>
  );
}
