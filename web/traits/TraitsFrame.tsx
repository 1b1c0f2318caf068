import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';

/** Each tab is a page of its own. */
const tabs = { catalogue: '/traits', computed: '/traits/computed', tags: '/traits/tags' } as const;

interface TraitsFrameProps {
  tab: keyof typeof tabs;
  actions?: ReactNode;
  children: ReactNode;
}

/** "Traits and tags": what is known of people, made of what they did, and said of them. */
export function TraitsFrame({ tab, actions, children }: TraitsFrameProps) {
  const { t } = useTranslation('traits');
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={t('title')} actions={actions}>
        <Tabs value={tab} onChange={(next) => void navigate(tabs[(next ?? 'catalogue') as keyof typeof tabs])}>
          <Tabs.List>
            {(Object.keys(tabs) as (keyof typeof tabs)[]).map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`tabs.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      </PageHeader>
      <PageBody>{children}</PageBody>
    </>
  );
}
