import { useTranslation } from 'react-i18next';

import { PageTabs } from '../ui/PageTabs.js';

const tabs = { rules: '/rules', notices: '/notices' } as const;

/** Rules, and what they told. */
export function RulesTabs({ tab }: { tab: keyof typeof tabs }) {
  const { t } = useTranslation('rules');
  return <PageTabs tab={tab} tabs={tabs} labelOf={(name) => t(`tabs.${name}`)} />;
}
