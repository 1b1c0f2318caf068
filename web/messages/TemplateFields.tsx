import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { TemplateDefinition } from '../api/messages.js';
import { Card } from '../ui/Card.js';
import type { DefinitionEditor } from '../ui/useDefinition.js';
import { CodeField } from './CodeField.js';
import classes from './Messages.module.css';

export function TemplateFields({ editor: { draft, setDraft }, isNew }: { editor: DefinitionEditor<TemplateDefinition>; isNew: boolean }) {
  const { t } = useTranslation('messages');
  return (
    <Card>
      <div className={classes.stack}>
        <TextInput
          label={t('name')}
          value={draft.name}
          maxLength={120}
          autoFocus={isNew}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <TextInput
          label={t('subject')}
          value={draft.subject}
          maxLength={500}
          onChange={(event) => setDraft({ ...draft, subject: event.currentTarget.value })}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        />
        <TextInput
          label={t('preheader')}
          description={t('preheaderHint')}
          value={draft.preheader ?? ''}
          maxLength={500}
          onChange={(event) => setDraft(withOptional(draft, 'preheader', event.currentTarget.value))}
        />
        <CodeField label={t('mjml')} value={draft.mjml} onChange={(mjml) => setDraft({ ...draft, mjml })} height="420px" />
        <CodeField
          label={t('text')}
          hint={t('textHint')}
          value={draft.text ?? ''}
          onChange={(text) => setDraft(withOptional(draft, 'text', text))}
          height="140px"
        />
      </div>
    </Card>
  );
}

/** An empty text part or preheader is absent: the server then makes its own. */
function withOptional(draft: TemplateDefinition, part: 'preheader' | 'text', value: string): TemplateDefinition {
  const { [part]: _old, ...rest } = draft;
  return value === '' ? rest : { ...rest, [part]: value };
}
