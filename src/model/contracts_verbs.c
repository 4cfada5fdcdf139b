/* The tables of contracts.h: what the operations beyond a contract itself take and bring. */
#include <sdp/contracts.h>

#include "model/rows.h"

#define OF sdp_contract_renewal
FIELDS(sdp_contract_renewal, SDP_TYPE_CONTRACT_RENEWAL, "contract_renewal", "The successor of a contract",
       OBJECT(contract, sdp_contract, 0, "the contract that follows"),
       BOOL(disable_notification, 0, "whether no notification is sent"));
#undef OF

#define OF sdp_contract_cancellation
FIELDS(sdp_contract_cancellation, SDP_TYPE_CONTRACT_CANCELLATION, "contract_cancellation",
       "How a contract is cancelled", BOOL(is_notify, 0, "whether mail about it is sent"),
       TEXTS(to, 0, "mail addresses that it is sent to"), TEXT(cancel_comments, 0, "why it is cancelled"),
       BOOL(dissociate_child, 0, "whether its child contracts are released"));
#undef OF

#define OF sdp_contract_association
FIELDS(sdp_contract_association, SDP_TYPE_CONTRACT_ASSOCIATION, "contract_association",
       "What a contract was associated with", LIST(assets, sdp_contract_asset, READ_ONLY, "the assets"),
       LIST(software_licenses, sdp_contract_software_license, READ_ONLY, "the software licenses"));
#undef OF

#define OF sdp_contract_mail
FIELDS(sdp_contract_mail, SDP_TYPE_CONTRACT_MAIL, "contract_mail", "A mail about a contract",
       TEXT(subject, READ_ONLY, "its subject"), TEXT(description, READ_ONLY, "its text, in HTML"),
       TEXTS(to, READ_ONLY, "whom it goes to"));
#undef OF
