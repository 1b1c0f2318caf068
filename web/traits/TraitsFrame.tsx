import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { PageBody } from '../ui/PageBody.js';
import { PageHeader } from '../ui/PageHeader.js';
import { PageTabs } from '../ui/PageTabs.js';

const tabs = { catalogue: '/traits', computed: '/traits/computed', tags: '/traits/tags' } as const;

interface TraitsFrameProps {
  tab: keyof typeof tabs;
  actions?: ReactNode;
  children: ReactNode;
}

/** "Traits and tags": what is known of people, made of what they did, and said of them. */
export function TraitsFrame({ tab, actions, children }: TraitsFrameProps) {
  const { t } = useTranslation('traits');
  return (
    <>
      <PageHeader title={t('title')} actions={actions}>
        <PageTabs tab={tab} tabs={tabs} labelOf={(name) => t(`tabs.${name}`)} />
      </PageHeader>
      <PageBody>{children}</PageBody>
    </>
  );
}
