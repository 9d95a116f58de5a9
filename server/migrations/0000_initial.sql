CREATE TABLE `agents` (
	`id` text PRIMARY KEY NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `api_keys` (
	`key_hash` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`permissions` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text,
	`last_used_at` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_by_id` ON `api_keys` (`id`);--> statement-breakpoint
CREATE TABLE `audit` (
	`number` integer PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`who` text,
	`kind` text NOT NULL,
	`from_address` text,
	`action` text NOT NULL,
	`object` text,
	`ok` integer NOT NULL,
	`detail` text,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_by_action` ON `audit` (`action`);--> statement-breakpoint
CREATE INDEX `audit_by_who` ON `audit` (`who`);--> statement-breakpoint
CREATE TABLE `calendars` (
	`id` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`source_id` text NOT NULL,
	`outstanding_id` text,
	`parked_id` text,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `calendars_of_source` ON `calendars` (`agent_id`,`source_id`);--> statement-breakpoint
CREATE INDEX `calendars_by_outstanding` ON `calendars` (`outstanding_id`) WHERE outstanding_id is not null;--> statement-breakpoint
CREATE INDEX `calendars_by_parked` ON `calendars` (`parked_id`) WHERE parked_id is not null;--> statement-breakpoint
CREATE TABLE `changes` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`event_id` text NOT NULL,
	`position` integer NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `changes_by_id` ON `changes` (`id`);--> statement-breakpoint
CREATE INDEX `changes_of_event` ON `changes` (`event_id`);--> statement-breakpoint
CREATE INDEX `changes_of_entry` ON `changes` (`position`);--> statement-breakpoint
CREATE TABLE `conflicts` (
	`id` text PRIMARY KEY NOT NULL,
	`event_id` text NOT NULL,
	`state` text NOT NULL,
	`at` text NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `conflicts_of_event` ON `conflicts` (`event_id`);--> statement-breakpoint
CREATE INDEX `conflicts_by_state` ON `conflicts` (`state`,`at`);--> statement-breakpoint
CREATE TABLE `copies` (
	`calendar_id` text NOT NULL,
	`event_id` text NOT NULL,
	`item_id` text,
	`present` integer NOT NULL,
	`outstanding_id` text,
	`parked_id` text,
	`listing_id` text,
	`json` text NOT NULL,
	PRIMARY KEY(`calendar_id`, `event_id`)
);
--> statement-breakpoint
CREATE INDEX `copies_of_event` ON `copies` (`event_id`);--> statement-breakpoint
CREATE INDEX `copies_by_item` ON `copies` (`calendar_id`,`item_id`,`present`) WHERE item_id is not null;--> statement-breakpoint
CREATE INDEX `copies_without_item` ON `copies` (`calendar_id`) WHERE item_id is null;--> statement-breakpoint
CREATE INDEX `copies_by_outstanding` ON `copies` (`outstanding_id`) WHERE outstanding_id is not null;--> statement-breakpoint
CREATE INDEX `copies_by_parked` ON `copies` (`parked_id`) WHERE parked_id is not null;--> statement-breakpoint
CREATE TABLE `credentials` (
	`secret_hash` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`created_at` text NOT NULL,
	`confirmed_at` text,
	`renewal_asked_at` text,
	`revoked_at` text
);
--> statement-breakpoint
CREATE INDEX `credentials_of_agent` ON `credentials` (`agent_id`);--> statement-breakpoint
CREATE TABLE `deletions` (
	`calendar_id` text NOT NULL,
	`at` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`calendar_id`, `at`)
);
--> statement-breakpoint
CREATE TABLE `duplicates` (
	`calendar_id` text NOT NULL,
	`item_id` text NOT NULL,
	`event_id` text NOT NULL,
	`json` text NOT NULL,
	PRIMARY KEY(`calendar_id`, `item_id`)
);
--> statement-breakpoint
CREATE INDEX `duplicates_of_copy` ON `duplicates` (`calendar_id`,`event_id`);--> statement-breakpoint
CREATE TABLE `entries` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`accepted_at` text NOT NULL,
	`seed` text NOT NULL,
	`agent_id` text,
	`sequence` integer,
	`batch_id` text,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `entries_of_agent` ON `entries` (`agent_id`,`sequence`) WHERE agent_id is not null;--> statement-breakpoint
CREATE TABLE `event_spans` (
	`event_id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`first` text NOT NULL,
	`last` text NOT NULL,
	`words` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `event_spans_by_first` ON `event_spans` (`first`,`event_id`);--> statement-breakpoint
CREATE INDEX `event_spans_by_number` ON `event_spans` (`number`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`uid` text NOT NULL,
	`deleted` integer NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_by_uid` ON `events` (`uid`);--> statement-breakpoint
CREATE INDEX `events_by_deleted` ON `events` (`deleted`);--> statement-breakpoint
CREATE TABLE `holds` (
	`id` text PRIMARY KEY NOT NULL,
	`calendar_id` text NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `holds_of_calendar` ON `holds` (`calendar_id`);--> statement-breakpoint
CREATE TABLE `join_tokens` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`agent_name` text NOT NULL,
	`expires_at` text NOT NULL,
	`used_at` text
);
--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `older_agents` (
	`agent_id` text PRIMARY KEY NOT NULL,
	`last_seen_at` text NOT NULL,
	`without_credential` integer NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `older_listings` (
	`agent_id` text PRIMARY KEY NOT NULL,
	`json` text NOT NULL,
	`last` text
);
--> statement-breakpoint
CREATE TABLE `older_lists` (
	`agent_id` text NOT NULL,
	`part` integer NOT NULL,
	`parts` integer NOT NULL,
	`received_at` text NOT NULL,
	`bytes` blob NOT NULL,
	PRIMARY KEY(`agent_id`, `part`)
);
--> statement-breakpoint
CREATE TABLE `older_updates` (
	`command_id` text PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`json` text NOT NULL,
	`told_at` text NOT NULL,
	`confirmed_at` text,
	`lists` integer NOT NULL,
	`outcome` text,
	`settled_at` text
);
--> statement-breakpoint
CREATE INDEX `older_updates_of_agent` ON `older_updates` (`agent_id`,`told_at`);--> statement-breakpoint
CREATE INDEX `older_updates_open` ON `older_updates` (`agent_id`) WHERE outcome is null;--> statement-breakpoint
CREATE TABLE `operations` (
	`id` integer PRIMARY KEY NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`agent_id` text NOT NULL,
	`command_id` text NOT NULL,
	`calendar_id` text,
	`event_id` text,
	`kind` text NOT NULL,
	`json` text NOT NULL,
	`queued_at` text NOT NULL,
	`state` text NOT NULL,
	`code` text,
	`detail` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_by_command` ON `outbox` (`command_id`);--> statement-breakpoint
CREATE INDEX `outbox_of_agent` ON `outbox` (`agent_id`,`position`);--> statement-breakpoint
CREATE TABLE `own_sources` (
	`source_id` text PRIMARY KEY NOT NULL,
	`json` text NOT NULL,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `password_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`expires_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `password_links_of_person` ON `password_links` (`person_id`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`role` text NOT NULL,
	`password_hash` text,
	`issuer` text,
	`subject` text,
	`created_at` text NOT NULL,
	`last_sign_in_at` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_by_name` ON `people` (`name_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `people_by_subject` ON `people` (`issuer`,`subject`) WHERE subject is not null;--> statement-breakpoint
CREATE TABLE `people_keys` (
	`key_hash` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `problems` (
	`agent_id` text NOT NULL,
	`source_id` text NOT NULL,
	`calendar_id` text NOT NULL,
	`item_id` text NOT NULL,
	`json` text NOT NULL,
	PRIMARY KEY(`agent_id`, `source_id`, `calendar_id`, `item_id`)
);
--> statement-breakpoint
CREATE INDEX `problems_of_calendar` ON `problems` (`calendar_id`);--> statement-breakpoint
CREATE TABLE `requests` (
	`command_id` text PRIMARY KEY NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `routes` (
	`id` text PRIMARY KEY NOT NULL,
	`from_calendar` text NOT NULL,
	`to_calendar` text NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `routes_from` ON `routes` (`from_calendar`);--> statement-breakpoint
CREATE INDEX `routes_to` ON `routes` (`to_calendar`);--> statement-breakpoint
CREATE TABLE `secrets` (
	`record_id` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`box` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`person_id` text NOT NULL,
	`created_at` text NOT NULL,
	`used_at` text NOT NULL,
	`expires_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_by_id` ON `sessions` (`id`);--> statement-breakpoint
CREATE INDEX `sessions_of_person` ON `sessions` (`person_id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`json` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sightings` (
	`agent_id` text PRIMARY KEY NOT NULL,
	`last_seen_at` text NOT NULL,
	`hello` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `streams` (
	`agent_id` text PRIMARY KEY NOT NULL,
	`sequence` integer NOT NULL,
	`batch_id` text NOT NULL,
	`position` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `superseded` (
	`command_id` text PRIMARY KEY NOT NULL,
	`calendar_id` text NOT NULL,
	`event_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `superseded_of_copy` ON `superseded` (`calendar_id`,`event_id`);--> statement-breakpoint
CREATE TABLE `told_alerts` (
	`alert_id` text PRIMARY KEY NOT NULL,
	`json` text NOT NULL,
	`told_at` text NOT NULL
);
