// record macrotask durations in the hub by wrapping database.transaction
