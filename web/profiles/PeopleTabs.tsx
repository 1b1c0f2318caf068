import { useTranslation } from 'react-i18next';

import { PageTabs } from '../ui/PageTabs.js';

const tabs = { people: '/profiles', accounts: '/profiles/accounts' } as const;

/** People, and the accounts that they belong to. */
export function PeopleTabs({ tab }: { tab: keyof typeof tabs }) {
  const { t } = useTranslation('profiles');
  return <PageTabs tab={tab} tabs={tabs} labelOf={(name) => t(`listTabs.${name}`)} />;
}
