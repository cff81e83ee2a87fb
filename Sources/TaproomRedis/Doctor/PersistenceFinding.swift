/// Whether sessions survive a restart of Redis.
extension ServerAnswers {
    var persistence: RedisFinding {
        guard let info = InfoReply(info), let appends = info["aof_enabled"] else {
            return RedisFinding("persistence", "the user may not run INFO", .unseen)
        }
        if info["rdb_last_bgsave_status"] == "err" {
            return RedisFinding(
                "persistence", "the last snapshot could not be written",
                .change(
                    "Look into Redis's log and at its disk, as Redis may refuse all saves (MISCONF) until it can be."))
        }
        if appends == "1" {
            guard info["aof_last_write_status"] != "err", info["aof_last_bgrewrite_status"] != "err" else {
                return RedisFinding(
                    "persistence", "the append-only file could not be written",
                    .change("Look into Redis's log and at its disk: what it can't write is lost at a restart."))
            }
            return RedisFinding("persistence", "appendonly is on")
        }
        guard let schedule = Self.setting(save) else {
            return RedisFinding(
                "persistence", "appendonly is off, and the user may not ask for snapshots (CONFIG GET save)", .unseen)
        }
        guard schedule.isEmpty else {
            return RedisFinding(
                "persistence", "snapshots are taken (save \(schedule)): a crash loses what came after the last one")
        }
        return RedisFinding(
            "persistence", "appendonly is off, and no snapshots are taken",
            .change("Set appendonly to yes, as a restart of Redis ends all sessions."))
    }
}
