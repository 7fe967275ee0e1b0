// The car is here: a repair order with what the appointment says, and the appointment arrived. One
// wish: after a lost answer the same order comes back.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { newKey, sendJson } from '../../api/client';
import { showWritten, useEntity } from '../../api/queries';
import { fieldOf } from '../../api/registry';
import type { Entity, Row, Value } from '../../api/types';
import { today } from '../shared/days';
import { isUnanswered } from '../shared/wish';

const taken: Record<string, string> = { vin: 'vin', customer: 'customer', advisor: 'advisor' };

/** The members of the new order. */
export function orderFrom(order: Entity, appointment: Row): Record<string, Value> {
  const out: Record<string, Value> = { branch: appointment.data.branch ?? null,
    opened_on: today(), appointment: appointment.id };
  if (appointment.data.work) out.complaint = appointment.data.work;
  for (const [from, to] of Object.entries(taken)) {
    const value = appointment.data[from];
    if (value && fieldOf(order, to)) out[to] = value;
  }
  return out;
}

export function useArrive() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const orders = useEntity('repair-orders');
  const wish = useRef(newKey());
  return useMutation({
    mutationFn: async (appointment: Row) => {
      if (!orders) throw new Error('this daemon knows no repair orders');
      const order = await sendJson<Row>('POST', '/repair-orders',
        { data: orderFrom(orders, appointment) }, { key: wish.current });
      await sendJson('POST', `/appointments/${appointment.id}:arrive`,
        { data: { repair_order: order.id } }, { key: `${wish.current}:arrive` });
      return order;
    },
    onSuccess: (order, appointment) => {
      wish.current = newKey();
      showWritten(client, 'repair-orders', order);
      void client.invalidateQueries({ queryKey: ['list'] });
      void client.invalidateQueries({ queryKey: ['row', 'appointments', appointment.id] });
      void navigate({ to: '/reception/$id', params: { id: order.id } });
    },
    onError: (error) => {
      if (!isUnanswered(error)) wish.current = newKey();
    },
  });
}
