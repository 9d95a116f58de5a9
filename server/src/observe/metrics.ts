import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type MetricKind, METRICS, type MetricName } from './metrics-table.ts'

type Labels = Record<string, string>
type Metric = Gauge | Counter | Histogram

/** The hub's metrics, in the form Prometheus reads. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #metrics = new Map<MetricName, Metric>()
  readonly #collectors: (() => void)[] = []

  /** `ofProcess`: also those of Node.js: memory, processor, event loop. */
  constructor({ ofProcess }: { ofProcess: boolean }) {
    for (const [name, kind] of Object.entries(METRICS) as [MetricName, MetricKind][]) {
      this.#metrics.set(name, make(name, kind, this.#registry))
    }
    if (ofProcess) collectDefaultMetrics({ register: this.#registry })
  }

  /** Runs whenever somebody reads, to set what is looked up then. */
  onRead(collector: () => void): void {
    this.#collectors.push(collector)
  }

  set(name: MetricName, value: number, labels: Labels = {}): void {
    const metric = this.#metrics.get(name)
    if (metric instanceof Gauge) metric.set(labels, value)
  }

  add(name: MetricName, value: number, labels: Labels = {}): void {
    const metric = this.#metrics.get(name)
    if (metric instanceof Counter) metric.inc(labels, value)
  }

  observe(name: MetricName, value: number, labels: Labels): void {
    const metric = this.#metrics.get(name)
    if (metric instanceof Histogram) metric.observe(labels, value)
  }

  /** What was set under other labels is not so any more. */
  clear(name: MetricName): void {
    this.#metrics.get(name)?.reset()
  }

  async text(): Promise<{ type: string; text: string }> {
    for (const collect of this.#collectors) collect()
    return { type: this.#registry.contentType, text: await this.#registry.metrics() }
  }
}

function make(name: string, { type, help, labels, buckets }: MetricKind, registry: Registry): Metric {
  const settings = { name, help, labelNames: [...labels], registers: [registry] }
  switch (type) {
    case 'gauge':
      return new Gauge(settings)
    case 'counter':
      return new Counter(settings)
    case 'histogram':
      return new Histogram({ ...settings, buckets: [...(buckets ?? [])] })
  }
}
