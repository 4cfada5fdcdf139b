/* Stands for the command's tasks and its own commands in the fuzz targets: there are none, for they would bring the
   rest of the command. */
#include "own_commands.h"
#include "tasks.h"

const own_command *own_command_at(size_t index)
{
    (void)index;
    return NULL;
}

const own_command *own_command_named(const char *name)
{
    (void)name;
    return NULL;
}

const task *task_named(const char *noun, const char *verb)
{
    (void)noun;
    (void)verb;
    return NULL;
}

const task *next_task_of_noun(const char *noun, size_t noun_size, const task *from)
{
    (void)noun;
    (void)noun_size;
    (void)from;
    return NULL;
}
