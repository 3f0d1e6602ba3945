import Control
import Foundation
import Testing

@testable import MeridianCommand

@Suite struct LiveTableTests {
    private func document() throws -> LiveFunctionsDocument {
        func function(
            _ name: String, rps: Double, success: Double, p99: Double, memory: Int, waiting: Int = 0, shed: Int = 0
        ) -> String {
            """
            {"service":"shop","function":"\(name)","releases":[2,1],"rps":\(rps),
             "requests":{"ok":9,"error":1,"timeout":0,"shed":\(shed),"client":0},"success":\(success),"availability":\(success),
             "durations":{"p50":1,"p95":2,"p99":\(p99)},"queue":{"p50":0,"p95":1,"p99":1.5},
             "coldStarts":0,"inFlight":3,"waiting":\(waiting),
             "instances":{"starting":1,"ready":2,"draining":0},"cpu":0.25,"memoryBytes":\(memory)}
            """
        }
        let functions = [
            function("slow", rps: 1, success: 1, p99: 900, memory: 10, waiting: 4),
            function("busy", rps: 300, success: 0.99, p99: 5, memory: 20, waiting: 1, shed: 15),
            function("broken", rps: 2, success: 0.5, p99: 7, memory: 30),
        ]
        let text =
            #"{"time":"2030-05-04T12:00:00Z","seconds":5,"functions":["# + functions.joined(separator: ",") + "]}"
        return try CommandJSON.decode(LiveFunctionsDocument.self, from: Data(text.utf8))
    }

    @Test(arguments: [
        (LiveTableOrder.qps, ["busy", "broken", "slow"]), (.success, ["broken", "busy", "slow"]),
        (.p99, ["slow", "broken", "busy"]), (.memory, ["broken", "busy", "slow"]),
        (.name, ["broken", "busy", "slow"]), (.cpu, ["broken", "busy", "slow"]),
        (.inflight, ["broken", "busy", "slow"]), (.queue, ["slow", "busy", "broken"]),
        (.shed, ["busy", "broken", "slow"]),
    ])
    func whatAsksForAttentionComesFirst(order: LiveTableOrder, names: [String]) throws {
        let text = LiveTableText.render(try document(), by: order)
        let found = text.split(separator: "\n").dropFirst(2).compactMap { $0.split(separator: " ").first }
        #expect(found.map(String.init) == names.map { "shop/\($0)" })
    }

    @Test func theTableSaysWhatItLeavesOut() throws {
        let lines = LiveTableText.render(try document(), by: .qps, lines: 1).split(separator: "\n")
        #expect(lines[0] == "2030-05-04T12:00:00.000Z  3 functions, 303 requests a second, over 5 s")
        #expect(
            lines[2].split(separator: " ").map(String.init) == [
                "shop/busy", "2,1", "300", "99.00%", "99.00%", "1.0", "ms", "2.0", "ms", "5.0", "ms", "3", "1", "(1.5",
                "ms)", "3", "0", "2+1", "25%", "20", "B",
            ])
        #expect(lines.last == "… and 2 more")
    }

    @Test func aFrameStaysWithinTheScreen() {
        let frame = TerminalScreen.frame("long line\nx", columns: 4)
        #expect(frame == "\u{1B}[Hlong\u{1B}[K\nx\u{1B}[K\u{1B}[J")
    }
}
