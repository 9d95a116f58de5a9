import type { CalendarEvent } from '@chroniton/shared/calendar/event'

/** An older agent: it sends what it sees of its calendar over HTTP, and asks what there is to do. */
export class PollingAgent {
  readonly #url: string
  readonly #events: CalendarEvent[]
  #cycles = 0

  constructor(hubUrl: string, id: string, events: CalendarEvent[]) {
    this.#url = `${hubUrl}/sync/agents/${encodeURIComponent(id)}`
    this.#events = events
  }

  /** What such an agent does every few minutes. */
  async cycle(): Promise<void> {
    this.#cycles++
    const { pending_updates: updates } = await this.#post('heartbeat', {
      status: 'active',
      environment: 'load',
      events: this.#events.map((event, place) => this.#older(event, place)),
    })
    for (const { id } of updates ?? []) await this.#post(`updates/${encodeURIComponent(id)}/processed`, undefined)
    await this.#post('heartbeat', { status: 'active', environment: 'load' })
  }

  #older({ uid, title, start }: CalendarEvent, place: number) {
    // One of them changes each time.
    const isChanged = place === this.#cycles % this.#events.length
    return {
      id: uid,
      provider: 'outlook',
      title: isChanged ? `${title ?? ''} ${this.#cycles}` : title,
      start_time: start,
      end_time: start,
      all_day: false,
      calendar_id: 'load',
      calendar_name: 'Load',
    }
  }

  async #post(path: string, body: object | undefined): Promise<{ pending_updates?: { id: string }[] }> {
    const answer = await fetch(`${this.#url}/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': body === undefined ? 'application/octet-stream' : 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const reply = (await answer.json()) as { pending_updates?: { id: string }[]; detail?: string }
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${reply.detail ?? ''}`)
    return reply
  }
}
