import { Anchor, Input } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { CodeBlock } from '../../../ui/CodeBlock.js';
import { entriesCurl } from '../../model/entries-call.js';
import { useEditor } from '../../page/EditorContext.js';

/** The call that brings people in, ready to copy. */
export function ApiTriggerFields() {
  const { t } = useTranslation('journeys');
  const { journey } = useEditor();
  return (
    <Input.Wrapper label={t('trigger.api.call')} labelElement="div" description={t('trigger.api.callHelp')}>
      <div style={{ marginTop: 8 }}>
        <CodeBlock
          label={t('trigger.api.call')}
          code={entriesCurl(window.location.origin, journey.key, { people: ['userId:USER_ID'], payload: { plan: 'pro' } })}
        />
      </div>
      <Anchor component={Link} to="/api-keys" size="sm">
        {t('trigger.api.keys')}
      </Anchor>
    </Input.Wrapper>
  );
}
