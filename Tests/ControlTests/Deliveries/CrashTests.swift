import Foundation
import MeridianCore
import Synchronization
import Testing

@testable import Control

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("Events and timers when processes die", .serialized, .timeLimit(.minutes(3)))
struct CrashTests {
    /// A platform in a process of its own.
    private struct Victim {
        let process: Process
        let control: String
        let token: String

        init(_ directory: String) throws {
            process = Process()
            process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
                .deletingLastPathComponent().appending(path: "FixturePlatform")
            process.arguments = [directory]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            var text = Data()
            while !text.contains(UInt8(ascii: "\n")) {
                let part = output.fileHandleForReading.availableData
                guard !part.isEmpty else { throw CocoaError(.executableLoad) }
                text += part
            }
            let words = String(decoding: text, as: UTF8.self).split { $0.isWhitespace }
            control = String(words[0])
            token = String(words[1])
        }

        func send(_ method: String, _ path: String, type: String? = nil, body: Data? = nil) async throws -> (Int, Data)
        {
            var request = URLRequest(url: URL(string: control + path)!)
            request.httpMethod = method
            request.httpBody = body
            request.timeoutInterval = 20
            request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
            if let type { request.setValue(type, forHTTPHeaderField: "content-type") }
            let (data, response) = try await URLSession.shared.data(for: request)
            return ((response as? HTTPURLResponse)?.statusCode ?? 0, data)
        }

        func kill() {
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    private func lines(_ path: String) -> [String] {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    @Test("every event that was accepted is delivered")
    func nothingAcceptedIsLost() async throws {
        try await withTemporaryDirectory { folder in
            let (data, collected) = (folder + "/data", folder + "/collected")
            let package = folder + "/fixture.zip"
            try FixturePackage.write(
                to: package, environment: ["FIXTURE_COLLECTS": collected, "FIXTURE_DIES": "1"])
            let accepted = Mutex<Set<String>>([])
            let last = Mutex(0)
            for round in 0..<4 {
                let victim = try Victim(data)
                if round == 0 {
                    let (status, _) = try await victim.send(
                        "POST", "/v1/services/fixture/releases", type: "application/zip",
                        body: try Data(contentsOf: URL(fileURLWithPath: package)))
                    #expect(status == 201)
                }
                let target = accepted.withLock { $0.count } + Int.random(in: 20...120)
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            // Until the platform is gone.
                            while true {
                                let id =
                                    "e-"
                                    + String(
                                        last.withLock { last in
                                            last += 1
                                            return last
                                        })
                                let event =
                                    #"{"specversion":"1.0","id":"\#(id)","source":"/crash","#
                                    + #""type":"com.example.collected","data":{"id":"\#(id)"}}"#
                                let answer = try? await victim.send(
                                    "POST", "/v1/events", type: "application/cloudevents+json", body: Data(event.utf8))
                                guard let answer else { return }
                                guard answer.0 == 202 else { continue }
                                let count = accepted.withLock { accepted in
                                    accepted.insert(id)
                                    return accepted.count
                                }
                                if count == target { victim.kill() }
                            }
                        }
                    }
                }
            }
            let survivor = try Victim(data)
            defer { survivor.kill() }
            while true {
                let (_, body) = try await survivor.send("GET", "/v1/queues/fixture")
                let queue = try JSONDecoder().decode(QueueListDocument.self, from: body).queues
                    .first { $0.function == "collect" }
                if queue?.pending == 0 {
                    #expect(queue?.dead == 0)
                    break
                }
            }
            let delivered = lines(collected)
            let ids = accepted.withLock { $0 }
            #expect(ids.count >= 80)
            #expect(ids.subtracting(delivered).isEmpty, "accepted and not delivered")
            // Those that were on disk before the platform could say so are delivered as well.
            #expect(Set(delivered).count >= ids.count)
            #expect(delivered.count - Set(delivered).count < ids.count, "duplicates are the exception")
        }
    }

    @Test("a timer fires once for each moment across ten restarts")
    func timers() async throws {
        try await withTemporaryDirectory { folder in
            let collected = folder + "/collected"
            for round in 0..<10 {
                try await RunningPlatform.with(in: folder) { running in
                    if round == 0 {
                        let deployed = try await running.deploy(environment: ["FIXTURE_COLLECTS": collected]) {
                            manifest in
                            let index = manifest.functions.firstIndex { $0.name.rawValue == "tick" }!
                            manifest.functions[index].triggers = [.timer(TimerTrigger(.every(seconds: 0.05)))]
                        }
                        #expect(deployed.status == 201)
                    }
                    let before = lines(collected).count
                    while lines(collected).count < before + 2 { await Task.yield() }
                }
            }
            let moments = lines(collected)
            #expect(moments.count >= 20)
            #expect(Set(moments).count == moments.count, "a moment was fired twice")
            #expect(moments == moments.sorted())
            let first = try #require(Timestamp(moments[0]))
            #expect(moments.allSatisfy { (Timestamp($0)!.milliseconds - first.milliseconds) % 50 == 0 })
        }
    }
}
