import Meridian
import MeridianTesting
import Testing

@testable import MeridianRedis

@Suite struct RedisSettingsTests {
    @Test func defaults() throws {
        let settings = try RedisSettings(RedisPlugin().configuration)
        let plain = RedisSettings()
        #expect(settings.address == plain.address && settings.database == plain.database)
        #expect(settings.connectTimeout == plain.connectTimeout && settings.timeout == plain.timeout)
        #expect(settings.maxPending == plain.maxPending)
        #expect(settings.username == nil && settings.password == nil)
    }

    @Test(arguments: [
        ("redis.example.com:6379", RedisSettings.Place.host("redis.example.com", 6379)), ("[::1]:1", .host("::1", 1)),
        ("unix:/run/redis.sock", .unix("/run/redis.sock")), ("redis", nil), ("redis:", nil), (":6379", nil),
        ("redis:0", nil), ("redis:65536", nil), ("unix:", nil), ("", nil),
    ])
    func places(address: String, place: RedisSettings.Place?) {
        var settings = RedisSettings()
        settings.address = address
        #expect(settings.place == place)
    }

    @Test(
        arguments: [
            ("address", "redis"), ("database", -1), ("connectTimeout", "0s"), ("timeout", "1ms"), ("maxPending", 0),
            ("username", "ann"),
        ] as [(String, JSONValue)])
    func refused(key: String, value: JSONValue) throws {
        let error = #expect(throws: MeridianError.self) {
            try RedisSettings(Configuration(["redis." + key: value]))
        }
        #expect(error?.code == .invalidRedisSetting)
        #expect(error?.message.contains("'redis.") == true)
    }

    @Test(arguments: [
        (Duration.milliseconds(1_500), 1_500), (.microseconds(1_999), 1), (.zero, 0), (.seconds(-2), -2_000),
        (.seconds(Int64.max), .max), (.seconds(Int64.min), .min),
    ])
    func milliseconds(duration: Duration, number: Int) {
        #expect(duration.milliseconds == number)
    }
}
