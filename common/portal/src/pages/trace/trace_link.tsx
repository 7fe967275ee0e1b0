import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Entity } from '../../api/types';

/** From a record to its way through the network. */
export function TraceLink({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useTranslation('trace');
  return (
    <Link to="/trace/$entity/$id" params={{ entity: entity.name, id }}>{t('link')}</Link>
  );
}
