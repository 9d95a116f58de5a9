CREATE TABLE `event_spans` (
	`event_id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`first` text NOT NULL,
	`last` text NOT NULL,
	`words` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `event_spans_by_first` ON `event_spans` (`first`,`event_id`);--> statement-breakpoint
CREATE INDEX `event_spans_by_number` ON `event_spans` (`number`);