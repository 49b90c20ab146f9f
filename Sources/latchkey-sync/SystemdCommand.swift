import ArgumentParser
import Foundation
import Terminal

/// `latchkey-sync systemd`: a unit and a timer, to be reviewed and installed.
struct SystemdCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "systemd", abstract: "Print a systemd service or timer.",
        discussion: """
            Examples:
              latchkey-sync systemd service --device /var/lib/acme --service https://licenses.acme.example \
            --user acme > /etc/systemd/system/acme-license.service
              latchkey-sync systemd timer > /etc/systemd/system/acme-license.timer
            """)

    enum Part: String, ExpressibleByArgument, CaseIterable {
        case service, timer
    }

    @Argument(help: "Which of the two files.")
    var part: Part

    @Option(help: ArgumentHelp("The ledger's directory.", valueName: "directory"))
    var device = "/var/lib/acme"

    @Option(help: ArgumentHelp("The service's address.", valueName: "url"))
    var service = "https://licenses.example.com"

    @Option(help: ArgumentHelp("Who owns the ledger.", valueName: "user"))
    var user = "acme"

    func validate() throws {
        for value in [device, service, user]
        where value.contains(where: { $0.isWhitespace || "\"'%\\$;".contains($0) }) {
            throw ValidationError("a value in a unit cannot contain spaces or quotes")
        }
    }

    func run() {
        switch part {
        case .service: Console.say(unit)
        case .timer: Console.say(Self.timer)
        }
    }

    private var unit: String {
        """
        [Unit]
        Description=License synchronization
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=oneshot
        User=\(user)
        ExecStart=latchkey-sync once --device \(device) --service \(service)
        ReadWritePaths=\(device)
        ProtectSystem=strict
        ProtectHome=true
        PrivateTmp=true
        PrivateDevices=true
        NoNewPrivileges=true
        CapabilityBoundingSet=
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        SystemCallFilter=@system-service
        MemoryDenyWriteExecute=true
        # An unreachable service is not a failure of this machine.
        SuccessExitStatus=69
        """
    }

    private static let timer = """
        [Unit]
        Description=License synchronization, every few hours

        [Timer]
        OnBootSec=5min
        OnUnitActiveSec=6h
        RandomizedDelaySec=30min
        Persistent=true

        [Install]
        WantedBy=timers.target
        """
}
