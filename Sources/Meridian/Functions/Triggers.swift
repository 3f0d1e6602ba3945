public import MeridianCore

extension HTTPTrigger {
    /// Requests with `method` to `path`, a pattern such as `/items/{id}` or `/assets/{path*}`.
    public static func http(_ method: HTTPMethod, _ path: String) -> HTTPTrigger {
        HTTPTrigger(methods: [method], path: path)
    }

    /// Requests with any of `methods` to `path`; none stands for all.
    public static func http(_ methods: [HTTPMethod], _ path: String) -> HTTPTrigger {
        HTTPTrigger(methods: methods, path: path)
    }

    /// Requests with any method to `path`.
    public static func any(_ path: String) -> HTTPTrigger { HTTPTrigger(path: path) }

    public static func get(_ path: String) -> HTTPTrigger { .http(.get, path) }

    public static func post(_ path: String) -> HTTPTrigger { .http(.post, path) }

    public static func put(_ path: String) -> HTTPTrigger { .http(.put, path) }

    public static func patch(_ path: String) -> HTTPTrigger { .http(.patch, path) }

    public static func delete(_ path: String) -> HTTPTrigger { .http(.delete, path) }
}

extension TimerTrigger {
    /// - Parameters:
    ///   - cron: Five fields (minute hour day month weekday) in UTC, or `@hourly` and its like; see
    ///     ``CronExpression``.
    ///   - payload: Handed to the function in its ``TimerEvent``.
    public static func timer(cron: String, payload: String? = nil) -> TimerTrigger {
        TimerTrigger(.cron(cron), payload: payload)
    }

    /// - Parameters:
    ///   - period: The time from one run to the next, counted from start-up; at least a millisecond.
    ///   - payload: Handed to the function in its ``TimerEvent``.
    public static func timer(every period: Duration, payload: String? = nil) -> TimerTrigger {
        let (seconds, attoseconds) = period.components
        return TimerTrigger(.every(seconds: Double(seconds) + Double(attoseconds) / 1e18), payload: payload)
    }

    /// - Parameters:
    ///   - moment: A date-time of RFC 3339 with an offset, such as `2026-11-11T20:00:00+08:00`.
    ///   - payload: Handed to the function in its ``TimerEvent``.
    public static func timer(at moment: String, payload: String? = nil) -> TimerTrigger {
        TimerTrigger(.at(moment), payload: payload)
    }
}

extension EventTrigger {
    /// - Parameters:
    ///   - type: The exact type of the events, or a prefix ending in `*`.
    ///   - source: The exact source, when only one is wanted.
    public static func event(type: String, source: String? = nil) -> EventTrigger {
        EventTrigger(type: type, source: source)
    }
}

extension QueueTrigger {
    /// - Parameters:
    ///   - name: The queue.
    ///   - batchSize: The most messages of one invocation, 1–1000.
    public static func queue(_ name: String, batchSize: Int = 10) -> QueueTrigger {
        QueueTrigger(queue: name, batchSize: batchSize)
    }
}

extension Trigger {
    public static func http(_ method: HTTPMethod, _ path: String) -> Trigger {
        .http(HTTPTrigger.http(method, path))
    }

    public static func timer(cron: String, payload: String? = nil) -> Trigger {
        .timer(TimerTrigger.timer(cron: cron, payload: payload))
    }

    public static func timer(every period: Duration, payload: String? = nil) -> Trigger {
        .timer(TimerTrigger.timer(every: period, payload: payload))
    }

    public static func timer(at moment: String, payload: String? = nil) -> Trigger {
        .timer(TimerTrigger.timer(at: moment, payload: payload))
    }

    public static func event(type: String, source: String? = nil) -> Trigger {
        .event(EventTrigger.event(type: type, source: source))
    }

    public static func queue(_ name: String, batchSize: Int = 10) -> Trigger {
        .queue(QueueTrigger.queue(name, batchSize: batchSize))
    }
}
