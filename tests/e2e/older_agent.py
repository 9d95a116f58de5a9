"""One cycle of an agent of the original system, as it stands in people's networks: it reads its calendar, tells it,
does what it is told in the order it is told, and confirms each. Its calendar is a JSON file.

Usage: older_agent.py <hub> <agent id> <calendar file>; prints what it did as JSON.
"""

import json
import sys
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone

HUB, AGENT_ID, CALENDAR = sys.argv[1:4]


class Reply:
    """Like that of the library these agents use: the body is read as JSON before anybody looks at the status."""

    def __init__(self, status, body):
        self.status_code = status
        self._body = body

    def json(self):
        return json.loads(self._body)


def post(path, body, content_type="application/json"):
    data = b"" if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{HUB}{path}", data=data, headers={"Content-Type": content_type}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return Reply(response.status, response.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, error.read())


def register():
    reply = post(
        "/sync/agents/register",
        {
            "id": AGENT_ID,
            "name": "Older agent",
            "environment": "client",
            "agent_type": "outlook",
            "interval_minutes": 5,
            "capabilities": ["calendar_metadata", "event_update"],
            "config": {},
        },
    )
    body = reply.json()
    if reply.status_code != 201:
        raise SystemExit(f"not registered: {body['detail']}")


def heartbeat(events=None):
    now = datetime.now(timezone.utc).replace(tzinfo=None).isoformat()
    body = {
        "timestamp": now,
        "status": "active",
        "environment": "client",
        "stats": {"cpu_percent": 1.5, "memory_percent": 20.0, "events_processed": len(events or [])},
    }
    if events is not None:
        body["events"] = events
    reply = post(f"/sync/agents/{AGENT_ID}/heartbeat", body)
    answer = reply.json()
    if reply.status_code == 404:
        register()
        reply = post(f"/sync/agents/{AGENT_ID}/heartbeat", body)
        answer = reply.json()
    if reply.status_code != 200:
        raise SystemExit(f"{reply.status_code}: {answer['detail']}")
    return answer["pending_updates"]


def process(update, events):
    data = update["data"]
    if update["type"] == "calendar_metadata":
        for event in events:
            if event["calendar_id"] == data["calendar_id"] and "name" in data["changes"]:
                event["calendar_name"] = data["changes"]["name"]
    elif update["type"] == "event_update":
        given = data["event"]
        if data["action"] == "create":
            # Outlook gives it an id of its own, and keeps none that it is told.
            own = str(uuid.uuid4())
            events.append({**given, "id": own, "provider_id": own})
        elif data["action"] == "update":
            for event in events:
                if event["id"] == given["id"]:
                    event.update({key: value for key, value in given.items() if key not in ("id", "provider_id")})
        else:
            events[:] = [event for event in events if event["id"] != given["id"]]
    # Whatever else there is, it is logged and confirmed all the same.


def main():
    with open(CALENDAR, encoding="utf-8") as file:
        events = json.load(file)
    updates = heartbeat(events)
    done = []
    for update in updates:
        process(update, events)
        path = f"/sync/agents/{AGENT_ID}/updates/{update['id']}/processed"
        reply = post(path, None, content_type="application/octet-stream")
        done.append({"type": update["type"], "action": update["data"].get("action"), "status": reply.json()["status"]})
    with open(CALENDAR, "w", encoding="utf-8") as file:
        json.dump(events, file)
    # The documented agent says once more that it is there, without its events.
    heartbeat()
    print(json.dumps(done))


main()
