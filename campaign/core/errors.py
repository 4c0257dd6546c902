"""The errors that a person can do something about.

    PregoneroError
    ├── CampaignError          exit code 1: the campaign has problems
    │   ├── NoCampaign
    │   │   └── NameUnusable   its name, or what it is written in, will not do
    │   ├── NoFolder           where the command runs is no campaign's folder
    │   │   ├── FolderNear     with the one that is near
    │   │   ├── FolderElsewhere       another machine has it, the ledger is on a server
    │   │   └── NoFolderNorServer     nor is it said on which server a ledger is
    │   ├── UnknownDelivery
    │   │   ├── NotWholeKey    an entry or a post where one delivery is needed
    │   │   ├── NotLoaded      it is in the folder, and only there
    │   │   └── UnlikeAny      with the keys that are most like it
    │   ├── SeveralDeliveries
    │   ├── NotAllowed
    │   │   └── NotYours       with what they are, and who may
    │   ├── NeedsNoApproval
    │   │   ├── NotByApproval  and something else keeps it from going out
    │   │   └── RuleNotLoaded  the folder wants one, what is loaded does not
    │   ├── NotApprovable
    │   │   ├── NotOut         to be taken down, and not out yet
    │   │   └── NothingToResend       to be sent again, and not out yet
    │   ├── MayBeOut           not to be sent again before somebody looked
    │   ├── NotAnAddress
    │   ├── NothingLoaded
    │   │   └── NothingOnServer       where the folder is on another machine
    │   ├── UnknownRevision
    │   ├── ChangedMeanwhile
    │   │   └── FileChanged    a file of the folder, between two looks at it
    │   ├── LedgerKindMismatch
    │   ├── LedgerOfFolder     it was loaded from another folder of that name
    │   ├── FolderRenamed      this folder was loaded under another name
    │   └── LedgerOfAnother    a copy of another campaign's ledger
    ├── UsageError             exit code 2: the command was used wrongly
    │   ├── NobodyAnswers      a question where nobody is
    │   ├── SettingUnusable    a setting of the program's own says what nobody can use
    │   ├── UnknownRole        with the roles that there are
    │   ├── RestoreOfItself    the ledger is not a copy of itself
    │   ├── BackupThere        a former backup is where one is to be put
    │   └── BackupInTheWay     a file that is no backup is there
    └── EnvironmentFailure     exit code 3: network, database or machine
        ├── TokenRejected      the bot's token is not known to Telegram
        ├── NoListening        where the webhook is to arrive, another program listens
        ├── BackupNoFolder     where a backup is to be put there is no folder
        ├── BackupUnusable     what is to be put back is damaged, or no copy of a ledger
        ├── SettingsUnreadable .env cannot be read
        ├── FolderInUse        another program draws into it
        ├── FolderOccupied     something else stands where a file of ours has to be
        ├── LedgerUnreachable  the database's server does not answer, or lets nobody in
        ├── LedgerLocked       another program keeps it
        ├── LedgerFull         no room on the disk
        ├── LedgerReadOnly     no right to write it, or it cannot be opened
        ├── LedgerCorrupt      it is not a ledger, or no longer one
        ├── LedgerMoved        it is on a server now
        ├── LedgerReplaced     another file was put in its place while it was open
        ├── LedgerInUse        a program works with it: not the time to exchange it
        ├── LedgerTaken        the database to move to has a campaign already
        ├── LedgerMiscopied    what was copied is not what was there
        ├── LedgerTooNew       written by a newer version
        ├── LedgerAddress      DATABASE_URL names nothing that can be opened
        │   └── LedgerOnServer a server keeps the ledger, and a file is needed
        └── LedgerFailed       any other failure of the database

Each class docstring is the message's id in the catalogues of ``languages/``:
no sentence is written here.
"""

from __future__ import annotations


class PregoneroError(Exception):
    """error.unexpected"""

    exit_code = 1

    def __init__(self, **params: object) -> None:
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(self.message_id, self.params)

    @property
    def message_id(self) -> str:
        """Return the id of the message in the catalogues."""
        return type(self).__doc__ or ""


class CampaignError(PregoneroError):
    """error.campaign"""


class NoCampaign(CampaignError):
    """error.no-campaign"""


class NameUnusable(NoCampaign):
    """error.name-unusable"""


class NoFolder(CampaignError):
    """error.no-folder"""


class FolderNear(NoFolder):
    """error.folder-near"""


class FolderElsewhere(NoFolder):
    """error.folder-elsewhere"""


class NoFolderNorServer(NoFolder):
    """error.no-folder-nor-server"""


class UnknownDelivery(CampaignError):
    """error.unknown-delivery"""


class SeveralDeliveries(CampaignError):
    """error.several-deliveries"""


class NotWholeKey(UnknownDelivery):
    """error.not-whole-key"""


class NotLoaded(UnknownDelivery):
    """error.not-loaded"""


class UnlikeAny(UnknownDelivery):
    """error.unlike-any"""


class NeedsNoApproval(CampaignError):
    """error.needs-no-approval"""


class NotByApproval(NeedsNoApproval):
    """error.not-by-approval"""


class RuleNotLoaded(NeedsNoApproval):
    """error.rule-not-loaded"""


class NotAllowed(CampaignError):
    """error.not-allowed"""


class NotYours(NotAllowed):
    """error.not-yours"""


class NotApprovable(CampaignError):
    """error.not-approvable"""


class NothingToResend(NotApprovable):
    """error.nothing-to-resend"""


class NotOut(NotApprovable):
    """error.not-out"""


class CancelledTooLong(NotApprovable):
    """error.cancelled-too-long"""


class CancelledUnsure(NotApprovable):
    """error.cancelled-unsure"""


class MayBeOut(CampaignError):
    """error.may-be-out"""


class NotAnAddress(CampaignError):
    """error.not-an-address"""


class NotItsAddress(NotAnAddress):
    """error.not-its-address"""


class AddressOfAnother(NotItsAddress):
    """error.address-of-another"""


class AddressOfStranger(NotItsAddress):
    """error.address-of-stranger"""


class AddressTaken(NotItsAddress):
    """error.address-taken"""


class NothingLoaded(CampaignError):
    """error.nothing-loaded"""


class NothingOnServer(NothingLoaded):
    """error.nothing-on-server"""


class UnknownRevision(CampaignError):
    """error.unknown-revision"""


class ChangedMeanwhile(CampaignError):
    """error.changed-meanwhile"""


class FileChanged(ChangedMeanwhile):
    """error.file-changed"""


class LedgerKindMismatch(CampaignError):
    """error.ledger-kind"""


class LedgerOfFolder(CampaignError):
    """error.ledger-of-folder"""


class FolderRenamed(CampaignError):
    """error.folder-renamed"""


class LedgerOfAnother(CampaignError):
    """error.ledger-of-another"""


class UsageError(PregoneroError):
    """error.usage"""

    exit_code = 2


class EnvironmentFailure(PregoneroError):
    """error.environment"""

    exit_code = 3


class TokenRejected(EnvironmentFailure):
    """error.token-rejected"""


class NoListening(EnvironmentFailure):
    """error.no-listening"""


class BackupUnusable(EnvironmentFailure):
    """error.backup-unusable"""


class SettingsUnreadable(EnvironmentFailure):
    """error.settings-unreadable"""


class NobodyAnswers(UsageError):
    """error.nobody-answers"""


class SettingUnusable(UsageError):
    """error.setting-unusable"""


class UnknownRole(UsageError):
    """error.unknown-role"""


class RestoreOfItself(UsageError):
    """error.restore-of-itself"""


class BackupThere(UsageError):
    """error.backup-there"""


class BackupInTheWay(UsageError):
    """error.backup-in-the-way"""


class FolderInUse(EnvironmentFailure):
    """error.folder-in-use"""


class FolderOccupied(EnvironmentFailure):
    """error.folder-occupied"""


class LedgerUnreachable(EnvironmentFailure):
    """error.ledger-unreachable"""


class LedgerLocked(EnvironmentFailure):
    """error.ledger-locked"""


class LedgerFull(EnvironmentFailure):
    """error.ledger-full"""


class BackupNoFolder(EnvironmentFailure):
    """error.backup-no-folder"""


class LedgerReadOnly(EnvironmentFailure):
    """error.ledger-read-only"""


class LedgerCorrupt(EnvironmentFailure):
    """error.ledger-corrupt"""


class LedgerGone(EnvironmentFailure):
    """error.ledger-gone"""


class LedgerMoved(EnvironmentFailure):
    """error.ledger-moved"""


class LedgerReplaced(EnvironmentFailure):
    """error.ledger-replaced"""


class LedgerInUse(EnvironmentFailure):
    """error.ledger-in-use"""


class LedgerTaken(EnvironmentFailure):
    """error.ledger-taken"""


class LedgerMiscopied(EnvironmentFailure):
    """error.ledger-miscopied"""


class LedgerTooNew(EnvironmentFailure):
    """error.ledger-too-new"""


class LedgerAddress(EnvironmentFailure):
    """error.ledger-address"""


class LedgerOnServer(LedgerAddress):
    """error.ledger-on-server"""


class LedgerFailed(EnvironmentFailure):
    """error.ledger-failed"""
