#include <sdp/contracts.h>

#include "api/client.h"
#include "api/ensure.h"
#include "api/pager.h"
#include "model/types.h"

sdp_status sdp_contract_add(sdp_client *client, const sdp_contract *input, const sdp_options *options,
                            const sdp_contract **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_ADD, NULL, input, options, out);
}

sdp_status sdp_contract_ensure(sdp_client *client, const sdp_contract *input, const sdp_options *options,
                               int32_t *added, const sdp_contract **out)
{
    return sdpi_client_ensure_entity(client, SDPI_OP_CONTRACT_ADD, input, options, added, out);
}

sdp_status sdp_contract_edit(sdp_client *client, const char *id, const sdp_contract *input, const sdp_options *options,
                             const sdp_contract **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_EDIT, id, input, options, out);
}

sdp_status sdp_contract_get(sdp_client *client, const char *id, const sdp_options *options, const sdp_contract **out)
{
    if (out == NULL) return sdpi_client_null(client, "out");
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_GET, id, NULL, options, out);
}

sdp_status sdp_contract_list(sdp_client *client, const sdp_query *query, const sdp_options *options, sdp_pager **out)
{
    return sdpi_pager_new(client, &sdpi_operations[SDPI_OP_CONTRACT_LIST], NULL, 0, query, NULL, options, out);
}

sdp_status sdp_contract_next(sdp_pager *pager, const sdp_contract **out)
{
    const void *row = NULL;
    sdp_status status = sdpi_pager_step(pager, &sdpi_type_sdp_contract, out != NULL ? &row : NULL);
    sdpi_give(row, out);
    return status;
}

sdp_status sdp_contract_delete(sdp_client *client, const char *id, const sdp_options *options)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_DELETE, id, NULL, options, NULL);
}

sdp_status sdp_contract_move_to_trash(sdp_client *client, const char *id, const sdp_options *options,
                                      const sdp_contract **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_MOVE_TO_TRASH, id, NULL, options, out);
}

sdp_status sdp_contract_restore_from_trash(sdp_client *client, const char *id, const sdp_options *options,
                                           const sdp_contract **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_RESTORE_FROM_TRASH, id, NULL, options, out);
}

sdp_status sdp_contract_renew(sdp_client *client, const char *id, const sdp_contract_renewal *input,
                              const sdp_options *options, const sdp_contract **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_RENEW, id, input, options, out);
}

sdp_status sdp_contract_cancel(sdp_client *client, const char *id, const sdp_contract_cancellation *input,
                               const sdp_options *options)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_CANCEL, id, input, options, NULL);
}

sdp_status sdp_contract_associate_assets(sdp_client *client, const char *id, const sdp_contract_assets *list,
                                         const sdp_options *options, const sdp_contract_association **out)
{
    return sdpi_client_run_list(client, SDPI_OP_CONTRACT_ASSOCIATE_ASSETS, id, list, options, out);
}

sdp_status sdp_contract_dissociate_assets(sdp_client *client, const char *id, const sdp_contract_assets *list,
                                          const sdp_options *options)
{
    return sdpi_client_run_list(client, SDPI_OP_CONTRACT_DISSOCIATE_ASSETS, id, list, options, NULL);
}

sdp_status sdp_contract_associate_software_licenses(sdp_client *client, const char *id,
                                                    const sdp_contract_software_licenses *list,
                                                    const sdp_options *options, const sdp_contract_association **out)
{
    return sdpi_client_run_list(client, SDPI_OP_CONTRACT_ASSOCIATE_SOFTWARE_LICENSES, id, list, options, out);
}

sdp_status sdp_contract_dissociate_software_licenses(sdp_client *client, const char *id,
                                                     const sdp_contract_software_licenses *list,
                                                     const sdp_options *options)
{
    return sdpi_client_run_list(client, SDPI_OP_CONTRACT_DISSOCIATE_SOFTWARE_LICENSES, id, list, options, NULL);
}

sdp_status sdp_contract_associate_child_contract(sdp_client *client, const char *id,
                                                 const sdp_contract_relationship *input, const sdp_options *options,
                                                 const sdp_contract_relationship **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_ASSOCIATE_CHILD_CONTRACT, id, input, options, out);
}

sdp_status sdp_contract_dissociate_child_contract(sdp_client *client, const char *id,
                                                  const sdp_contract_relationship *input, const sdp_options *options)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_DISSOCIATE_CHILD_CONTRACT, id, input, options, NULL);
}

sdp_status sdp_contract_email_vendor(sdp_client *client, const char *id, const sdp_options *options,
                                     const sdp_contract_mail **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_EMAIL_VENDOR, id, NULL, options, out);
}

sdp_status sdp_contract_email_owner(sdp_client *client, const char *id, const sdp_options *options,
                                    const sdp_contract_mail **out)
{
    return sdpi_client_run_entity(client, SDPI_OP_CONTRACT_EMAIL_OWNER, id, NULL, options, out);
}

sdp_status sdp_contract_copy(const sdp_contract *contract, sdp_error *error, const sdp_contract **out)
{
    void *copy = NULL;
    sdp_status status = sdp_entity_copy(contract, error, out != NULL ? &copy : NULL);
    sdpi_give(copy, out);
    return status;
}

void sdp_contract_free(const sdp_contract *contract)
{
    sdp_entity_free(contract);
}

void sdp_contract_association_free(const sdp_contract_association *association)
{
    sdp_entity_free(association);
}

void sdp_contract_relationship_free(const sdp_contract_relationship *relationship)
{
    sdp_entity_free(relationship);
}

void sdp_contract_mail_free(const sdp_contract_mail *mail)
{
    sdp_entity_free(mail);
}
