import MeridianCore
import TestSupport
import Testing

@testable import Meridian

private enum Order: String, CaseIterable, Decodable { case price, name }

private enum Level: Int { case low = 1, high = 2 }

private struct Mail: Decodable, Sendable, Equatable {
    var from: String
    var retries: Int
}

private struct Settings: FunctionGroup {
    @Config("catalog.pageSize") var pageSize = 20
    @Config("catalog.order") var order = Order.name
    @Config("catalog.level") var level = Level.low
    @Config("catalog.factor") var factor = 1.5
    @Config("catalog.enabled") var enabled = false
    @Config("catalog.cacheTime") var cacheTime = Duration.seconds(30)
    @Config("catalog.tags") var tags: [String] = []
    @Config("catalog.limit") var limit: Int?
    @Config("mail") var mail: Mail

    var functions: [Function] {
        [
            Function("all", .get("/")) { _, _ in
                "\(pageSize) \(order) \(level) \(factor) \(enabled) \(cacheTime) \(tags) \(limit ?? -1) \(mail.from) "
                    + "\(mail.retries)"
            }
        ]
    }
}

private struct Vault: ConfigurationSource {
    let values: Configuration?

    func load(stage: String) async throws -> Configuration {
        guard let values else { throw Refusal() }
        await Task.yield()
        var all = values
        all["vault.stage"] = .string(stage)
        return all
    }
}

private struct Defaults: Plugin {
    let configuration: Configuration = ["layer.plugin": 1, "layer.app": 1, "layer.stage": 1, "layer.env": 1]
}

@Suite struct ConfigurationTests {
    @Test(arguments: [
        ("catalog.pageSize", "MERIDIAN_CATALOG_PAGE_SIZE"), ("a", "MERIDIAN_A"),
        ("http.baseURL", "MERIDIAN_HTTP_BASE_URL"),
        ("s3.bucketName2", "MERIDIAN_S3_BUCKET_NAME2"), ("my-plugin.someKey", "MERIDIAN_MY_PLUGIN_SOME_KEY"),
        ("URLs.max", "MERIDIAN_UR_LS_MAX"), ("jsonAPI.v1Path", "MERIDIAN_JSON_API_V1_PATH"),
    ])
    func keysAreVariables(key: String, variable: String) {
        #expect(SettingName.variable(of: key) == variable)
    }

    @Test func dotsAndObjectsAreTheSame() throws {
        let dotted: Configuration = ["mail.from": "a@b.c", "mail.retries": 3]
        let nested: Configuration = ["mail": ["from": "a@b.c", "retries": 3]]
        #expect(dotted.keys == nested.keys)
        #expect(dotted["mail"] == ["from": "a@b.c", "retries": 3])
        #expect(nested["mail.from"] == "a@b.c")
        let mail: Mail? = try nested.value("mail")
        #expect(mail == Mail(from: "a@b.c", retries: 3))
        #expect(nested["mail.none"] == nil)
        #expect(nested["mai"] == nil)
    }

    @Test func aValueTakesThePlaceOfWhatLiesAboveAndBelow() {
        var configuration: Configuration = ["a.b.c": 1, "a.d": 2]
        configuration["a.b"] = 3
        #expect(configuration.keys == ["a.b", "a.d"])
        configuration["a.b.c"] = 4
        #expect(configuration.keys == ["a.b.c", "a.d"])
        configuration["a"] = ["x": [:], "y": 1]
        #expect(configuration["a"] == ["b": ["c": 4], "d": 2, "x": [:], "y": 1])
        configuration["a"] = nil
        #expect(configuration.keys == [])
    }

    @Test func laterLayersWin() async throws {
        var app = SketchedApp()
        app.plugins = [Defaults()]
        app.configuration = ["layer.app": 2, "layer.stage": 2, "layer.env": 2, "layer.source": 2]
        app.ofStages = ["test": ["layer.stage": 3, "layer.env": 3, "layer.source": 3]]
        app.configurationSources = [
            Vault(values: ["layer.source": 4, "layer.env": 4]), Vault(values: ["layer.second": 5]),
        ]
        let assembled = try app.assembled(environment: ["MERIDIAN_STAGE": "test", "MERIDIAN_LAYER_ENV": "5"])
        try await assembled.start()
        let configuration = assembled.container.configuration
        let expected = [
            ("plugin", 1, "the defaults of the plug-in Defaults"), ("app", 2, "the app"),
            ("stage", 3, "the app for the stage test"), ("source", 4, "the source Vault"),
            ("env", 5, "the environment (MERIDIAN_LAYER_ENV)"), ("second", 5, "the source Vault"),
        ]
        for (name, value, origin) in expected {
            let key = "layer.\(name)"
            #expect(try configuration.value(key, as: Int.self) == value)
            #expect(configuration.origin(of: key) == origin)
        }
        #expect(configuration["vault.stage"] == "test")
        let layers: [String: Int] = try #require(try configuration.value("layer"))
        #expect(layers == ["plugin": 1, "app": 2, "stage": 3, "source": 4, "env": 5, "second": 5])
    }

    @Test func propertiesHaveTheirDefaults() async throws {
        var app = SketchedApp { Settings() }
        app.configuration = ["mail": ["from": "a", "retries": 1]]
        let assembled = try app.assembled()
        try await assembled.start()
        #expect(await assembled.call().text == "20 name low 1.5 false 30.0 seconds [] -1 a 1")
        #expect(Settings().pageSize == 20)
    }

    @Test func propertiesTakeWhatTheEnvironmentSays() async throws {
        let assembled = try SketchedApp { Settings() }.assembled(environment: [
            "MERIDIAN_CATALOG_PAGE_SIZE": "7", "MERIDIAN_CATALOG_ORDER": "price", "MERIDIAN_CATALOG_LEVEL": "2",
            "MERIDIAN_CATALOG_FACTOR": "2", "MERIDIAN_CATALOG_ENABLED": "true", "MERIDIAN_CATALOG_CACHE_TIME": "250ms",
            "MERIDIAN_CATALOG_TAGS": "a, b", "MERIDIAN_CATALOG_LIMIT": "9",
            "MERIDIAN_MAIL": #"{"from": "x", "retries": 4}"#,
        ])
        try await assembled.start()
        #expect(
            await assembled.call().text == #"7 price high 2.0 true 0.25 seconds ["a", "b"] 9 x 4"#)
    }

    @Test func aMissingSettingIsNamed() async throws {
        let fault = try await SketchedApp { Settings() }.startFault()
        #expect(fault?.code == .missingSetting)
        #expect(fault?.message.contains("'mail'") == true)
        #expect(fault?.message.contains("MeridianTests/ConfigurationTests.swift:") == true)
        #expect(fault?.message.contains("MERIDIAN_MAIL") == true)
    }

    @Test(arguments: [
        ("MERIDIAN_CATALOG_PAGE_SIZE", "many", "'catalog.pageSize' must be a whole number, but is 'many'"),
        ("MERIDIAN_CATALOG_ORDER", "best", "'catalog.order' must be one of price, name, but is 'best'"),
        ("MERIDIAN_CATALOG_LEVEL", "3", "'catalog.level' must be readable as Level, but is '3'"),
        ("MERIDIAN_CATALOG_ENABLED", "maybe", "'catalog.enabled' must be true or false"),
        ("MERIDIAN_CATALOG_CACHE_TIME", "-1", "'catalog.cacheTime' must be a duration"),
    ])
    func aSettingOfAnotherTypeIsNamed(variable: String, value: String, message: String) async throws {
        var app = SketchedApp { Settings() }
        app.configuration = ["mail": ["from": "a", "retries": 1]]
        let fault = try await app.startFault(environment: [variable: value])
        #expect(fault?.code == .unreadableSetting)
        #expect(fault?.message.hasPrefix(message) == true, "\(fault?.message ?? "")")
        #expect(fault?.message.contains("in the environment (\(variable)); it is asked for at MeridianTests/") == true)
    }

    @Test func aSourceThatFailsEndsTheStart() async throws {
        var app = SketchedApp()
        app.configurationSources = [Vault(values: nil)]
        let fault = try await app.startFault()
        #expect(fault?.code == .configurationSourceFailed)
        #expect(fault?.message.contains("Vault") == true)
    }

    @Test(
        arguments: [
            (JSONValue.integer(5), Duration.seconds(5)), (0.5, .milliseconds(500)), ("5", .seconds(5)),
            ("5s", .seconds(5)),
            ("1.5m", .seconds(90)), ("2h", .seconds(7_200)), ("250ms", .milliseconds(250)), ("5 s", nil), ("s", nil),
            ("5d", nil), ("", nil), (-1, nil), (true, nil), ("1e3s", nil), ("..s", nil),
        ] as [(JSONValue, Duration?)])
    func durationsAreRead(value: JSONValue, duration: Duration?) {
        #expect(SettingText.duration(value) == duration)
    }

    @Test func anyTextCanBeReadOrRefused() {
        var generator = SeededGenerator(seed: 3)
        let characters = Array("0159.-+eE,[]{}\"\\ :atrufnlsmh\u{0}é")
        for _ in 0..<2_000 {
            let text = String(
                (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
                    characters.randomElement(using: &generator)!
                })
            let value = JSONValue.string(text)
            #expect(SettingDecoding.decode(value, isText: true) == text)
            if let number: Int = SettingDecoding.decode(value, isText: true) {
                #expect(Double(text.filter { $0 != " " }) == Double(number))
            }
            if let duration = SettingText.duration(value) { #expect(duration >= .zero) }
            let _: [String]? = SettingDecoding.decode(value, isText: true)
        }
    }
}
